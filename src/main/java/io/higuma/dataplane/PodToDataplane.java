package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.Admin;
import io.higuma.api.v1alpha1.DataplaneSpec.Gateway;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.Listener;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import io.higuma.api.v1alpha1.DataplaneSpec.Outbound;
import io.higuma.api.v1alpha1.DataplaneSpec.Probes;
import io.higuma.api.v1alpha1.DataplaneSpec.ReachableBackends;
import io.higuma.api.v1alpha1.DataplaneSpec.TransparentProxying;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.api.v1alpha1.MetricsBackend;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.ResourceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What becomes of a Pod: a Dataplane, a zone proxy, or nothing. No I/O, no clock. */
public record PodToDataplane(PodSurroundings surroundings, DataplaneSettings settings) {
  private static final String BUILTIN = "builtin";

  /** Where a pod runs is not the pod's to say: names in certificates follow from it. */
  private static final Set<String> OF_THE_PLACE =
      Set.of(Labels.ENVIRONMENT.name(), Labels.ZONE.name());

  /** Says what is to be done about the Pod, which exists. */
  public PodConversion convert(Pod pod) {
    if (settings.mode() == Mode.GLOBAL) {
      return new PodConversion.Nothing("a global control plane has no data planes");
    }
    var annotations = new MetadataReader(ObjectMetadata.annotations(pod));
    boolean ingress = annotations.read(Annotations.INGRESS, false);
    boolean egress = !ingress && annotations.read(Annotations.EGRESS, false);
    boolean builtin = annotations.text(Annotations.GATEWAY).filter(BUILTIN::equals).isPresent();
    boolean injected =
        ingress || egress || builtin || annotations.read(Annotations.SIDECAR_INJECTED, false);
    if (!annotations.violations().isEmpty()) {
      return new PodConversion.Failed(annotations.violations());
    }
    if (ingress) {
      return alive(pod, ZoneIngress.KIND).orElseGet(() -> zoneProxy(pod).ingress(pod));
    }
    if (egress) {
      return alive(pod, ZoneEgress.KIND).orElseGet(() -> zoneProxy(pod).egress(pod));
    }
    if (!injected) {
      return new PodConversion.Nothing("the pod has no sidecar");
    }
    if (isTerminating(surroundings.namespace(pod.getMetadata().getNamespace()))) {
      return new PodConversion.Nothing("the namespace is terminating");
    }
    if (builtin) {
      return alive(pod, Dataplane.KIND)
          .orElseGet(() -> new BuiltinGatewayConversion(surroundings, settings).convert(pod));
    }
    return finished(pod).or(() -> alive(pod, Dataplane.KIND)).orElseGet(() -> dataplane(pod));
  }

  /**
   * Whether a pod asks to be a zone ingress or egress; also in words that nobody knows, which the
   * conversion refuses.
   */
  public static boolean isZoneProxy(Pod pod) {
    return isZoneIngress(pod) || asks(pod, Annotations.EGRESS);
  }

  /** The same for an ingress. */
  public static boolean isZoneIngress(Pod pod) {
    return asks(pod, Annotations.INGRESS);
  }

  private static boolean asks(Pod pod, MetadataKey<Boolean> key) {
    var annotations = new MetadataReader(ObjectMetadata.annotations(pod));
    return annotations.has(key) && annotations.read(key).orElse(true);
  }

  private static boolean isTerminating(Optional<Namespace> namespace) {
    return namespace
        .map(Namespace::getStatus)
        .filter(status -> "Terminating".equals(status.getPhase()))
        .isPresent();
  }

  /** Whether the pod is one that takes traffic no more; one that failed may be started again. */
  private static Optional<PodConversion> finished(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    if ("Succeeded".equals(pod.getStatus().getPhase())) {
      return Optional.of(new PodConversion.Remove(Dataplane.KIND, "the pod has succeeded"));
    }
    Optional<PodConversion> unaddressed = alive(pod, Dataplane.KIND);
    if (unaddressed.isEmpty() && "Evicted".equals(pod.getStatus().getReason())) {
      return Optional.of(new PodConversion.Remove(Dataplane.KIND, "the pod was evicted"));
    }
    return unaddressed;
  }

  /** Empty when the pod has an address. */
  private static Optional<PodConversion> alive(Pod pod, String kind) {
    String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    return address == null || address.isEmpty()
        ? Optional.of(new PodConversion.Remove(kind, "the pod has no IP address (status.podIP)"))
        : Optional.empty();
  }

  private PodConversion dataplane(Pod pod) {
    String meshName = MeshOfPod.of(pod, surroundings.namespace(pod.getMetadata().getNamespace()));
    var findings = new Findings();
    Optional<Mesh> mesh = surroundings.mesh(meshName);
    if (mesh.isEmpty()) {
      findings.refuse(Labels.MESH, "Mesh \"%s\" does not exist".formatted(meshName));
      return new PodConversion.Failed(findings.violations());
    }
    MeshServicesMode mode = mesh.get().getSpec().meshServicesMode();
    List<Service> services = matching().servicesOf(pod, findings);
    DataplaneSpec spec = spec(pod, meshName, mode, services, findings);
    if (!findings.isEmpty()) {
      return new PodConversion.Failed(findings.violations());
    }
    Optional<Dataplane> existing =
        surroundings.dataplane(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    var desired = new Dataplane();
    desired.setMesh(meshName);
    desired.setMetadata(ProxyMetadata.of(pod, labels(pod, meshName, existing), existing));
    desired.setSpec(spec);
    return new PodConversion.Keep(
        desired, mode == MeshServicesMode.Exclusive ? List.of() : zoneProxies(services));
  }

  private static List<String> zoneProxies(List<Service> services) {
    return services.stream()
        .filter(ServicePorts::isZoneProxy)
        .map(service -> service.getMetadata().getName())
        .toList();
  }

  private DataplaneSpec spec(
      Pod pod, String mesh, MeshServicesMode mode, List<Service> services, Findings findings) {
    Map<String, String> texts = ObjectMetadata.annotations(pod);
    var annotations = new MetadataReader(texts);
    TransparentProxying redirection = TransparentProxyingSection.of(annotations);
    Ports ports =
        annotations
            .text(Annotations.GATEWAY)
            .map(kind -> gateway(pod, kind, services, findings))
            .orElseGet(() -> workload(pod, mode, services, findings));
    if (ports.onlyListeners() && redirection.reachableBackends() == null) {
      redirection = redirection.withReachableBackends(ReachableBackends.NONE);
    }
    List<Outbound> outbounds =
        switch (settings.outbounds()) {
          case AS_VIPS -> List.of();
          case ON_DATAPLANE ->
              new OutboundsFactory(surroundings)
                  .outboundsOf(pod, mesh, ports.inbounds(), redirection.reachableServices());
        };
    Optional<MetricsBackend> metrics = MetricsSection.of(annotations, texts.keySet());
    Optional<Probes> probes = ProbesSection.of(pod, annotations, findings);
    Optional<Admin> admin = annotations.read(Annotations.ADMIN_PORT).map(Admin::new);
    findings.addAll(annotations, "");
    return new DataplaneSpec(
        new Networking(
            pod.getStatus().getPodIP(),
            null,
            ports.gateway(),
            ports.inbounds(),
            ports.listeners(),
            outbounds,
            redirection.equals(TransparentProxying.NONE) ? null : redirection,
            admin.orElse(null)),
        metrics.orElse(null),
        probes.orElse(null));
  }

  /** What the proxy serves: a gateway, or inbounds and listeners. */
  private record Ports(
      @Nullable Gateway gateway, List<Inbound> inbounds, List<Listener> listeners) {
    boolean onlyListeners() {
      return gateway == null && inbounds.isEmpty() && !listeners.isEmpty();
    }
  }

  private Ports gateway(Pod pod, String kind, List<Service> services, Findings findings) {
    var section = new GatewaySection(inbounds(pod), surroundings);
    return new Ports(section.of(pod, kind, services, findings), List.of(), List.of());
  }

  private Ports workload(
      Pod pod, MeshServicesMode mode, List<Service> services, Findings findings) {
    List<Listener> listeners =
        mode == MeshServicesMode.Exclusive
            ? ZoneProxyListeners.of(pod, services, findings)
            : List.of();
    List<Service> ordinary =
        services.stream().filter(service -> !ServicePorts.isZoneProxy(service)).toList();
    if (ordinary.isEmpty() && !services.isEmpty()) {
      return new Ports(null, List.of(), listeners); // a zone proxy and nothing else
    }
    List<Inbound> all = inbounds(pod).inboundsOf(pod, ordinary, findings);
    return new Ports(null, needsOneEach(mode) ? firstOfEachPort(all) : all, listeners);
  }

  /** Where nothing but the port tells inbounds apart, two of one port would be the same twice. */
  private boolean needsOneEach(MeshServicesMode mode) {
    return mode == MeshServicesMode.Exclusive
        && settings.inboundTags() == DataplaneSettings.InboundTags.LEFT_OUT;
  }

  private static List<Inbound> firstOfEachPort(List<Inbound> inbounds) {
    var first = new LinkedHashMap<Long, Inbound>();
    inbounds.forEach(inbound -> first.putIfAbsent(inbound.port(), inbound));
    return List.copyOf(first.values());
  }

  private Map<String, String> labels(Pod pod, String mesh, Optional<Dataplane> existing) {
    Map<String, String> nodeLabels =
        switch (settings.inboundTags()) {
          case WRITTEN -> Map.of();
          case LEFT_OUT -> NodeLabels.of(pod, settings.nodeLabelsToCopy(), surroundings);
        };
    var base = new TreeMap<>(existing.map(StoredForm::labelView).orElse(Map.of()));
    base.putAll(ownLabels(pod));
    base.putAll(nodeLabels);
    // The spec before this conversion: StoredForm brings the labels up to the new one.
    DataplaneSpec before =
        existing.map(dataplane -> dataplane.getSpec()).orElse(DataplaneSpec.EMPTY);
    String account = serviceAccount(pod);
    return settings
        .labels()
        .of(
            ResourceKind.DATAPLANE,
            base,
            LabelFacts.of(mesh, pod.getMetadata().getNamespace())
                .withProxy(ProxyShapes.of(before))
                .withServiceAccount(account)
                .withWorkload(workload(pod).orElse(account)));
  }

  /** Those that are the pod's to say. */
  static Map<String, String> ownLabels(Pod pod) {
    var labels = new TreeMap<>(ObjectMetadata.labels(pod));
    labels.keySet().removeAll(OF_THE_PLACE);
    return labels;
  }

  private Optional<String> workload(Pod pod) {
    Map<String, String> labels = ObjectMetadata.labels(pod);
    return settings.workloadLabels().stream()
        .map(key -> Objects.requireNonNullElse(labels.get(key), ""))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /** Empty if there is none. */
  static String serviceAccount(Pod pod) {
    return Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "");
  }

  private ServiceMatching matching() {
    return new ServiceMatching(surroundings, Set.copyOf(settings.ignoredServiceSelectorLabels()));
  }

  private InboundsFactory inbounds(Pod pod) {
    var tags =
        new InboundTags(
            settings.zone(), NodeLabels.of(pod, settings.nodeLabelsToCopy(), surroundings));
    return new InboundsFactory(tags, settings.inboundTags(), surroundings);
  }

  private ZoneProxyConversion zoneProxy(Pod pod) {
    return new ZoneProxyConversion(surroundings, settings, matching(), inbounds(pod));
  }
}
