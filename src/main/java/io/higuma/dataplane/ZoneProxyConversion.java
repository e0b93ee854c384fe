package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.DataplaneSpec.Admin;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.ProxyShape;
import io.higuma.resource.ResourceKind;
import io.higuma.validation.FieldPath;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The ZoneIngress or ZoneEgress of a pod of the control plane's namespace. */
record ZoneProxyConversion(
    PodSurroundings surroundings,
    DataplaneSettings settings,
    ServiceMatching matching,
    InboundsFactory inbounds) {

  PodConversion ingress(Pod pod) {
    var findings = new Findings();
    Optional<Service> service = onlyService(pod, "Ingress", findings);
    if (service.isEmpty()) {
      return new PodConversion.Failed(findings.violations());
    }
    Optional<ZoneIngress> existing =
        surroundings.zoneIngress(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    ZoneIngressSpec before =
        existing.map(ingress -> ingress.getSpec()).orElse(ZoneIngressSpec.EMPTY);
    var networking =
        Objects.requireNonNullElse(before.networking(), ZoneIngressSpec.Networking.EMPTY);
    long port = onlyPort(pod, service.get(), findings);
    PublicCoordinates coordinates =
        PublicCoordinates.of(pod, service.get(), surroundings.nodes(), findings)
            .orElse(
                new PublicCoordinates(networking.advertisedAddress(), networking.advertisedPort()));
    Admin admin = admin(pod, findings).orElse(networking.admin());
    if (!findings.isEmpty()) {
      return new PodConversion.Failed(findings.violations());
    }
    var desired = new ZoneIngress();
    desired.setMetadata(
        ProxyMetadata.of(
            pod,
            labels(
                pod, labelView(existing), ResourceKind.ZONE_INGRESS, ProxyShape.Type.ZONE_INGRESS),
            existing));
    desired.setSpec(
        new ZoneIngressSpec(
            before.zone(),
            new ZoneIngressSpec.Networking(
                pod.getStatus().getPodIP(), coordinates.address(), port, coordinates.port(), admin),
            before.availableServices()));
    return new PodConversion.KeepZoneIngress(desired);
  }

  PodConversion egress(Pod pod) {
    var findings = new Findings();
    Optional<Service> service = onlyService(pod, "Egress", findings);
    if (service.isEmpty()) {
      return new PodConversion.Failed(findings.violations());
    }
    Optional<ZoneEgress> existing =
        surroundings.zoneEgress(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    long port = onlyPort(pod, service.get(), findings);
    Admin before =
        existing
            .map(egress -> egress.getSpec())
            .map(ZoneEgressSpec::networking)
            .map(ZoneEgressSpec.Networking::admin)
            .orElse(null);
    Admin admin = admin(pod, findings).orElse(before);
    if (!findings.isEmpty()) {
      return new PodConversion.Failed(findings.violations());
    }
    var desired = new ZoneEgress();
    desired.setMetadata(
        ProxyMetadata.of(
            pod,
            labels(pod, labelView(existing), ResourceKind.ZONE_EGRESS, ProxyShape.Type.ZONE_EGRESS),
            existing));
    desired.setSpec(
        new ZoneEgressSpec(
            settings.zone(),
            new ZoneEgressSpec.Networking(pod.getStatus().getPodIP(), port, admin)));
    return new PodConversion.KeepZoneEgress(desired);
  }

  private static Map<String, String> labelView(Optional<? extends HasMetadata> existing) {
    return existing.map(StoredForm::labelView).orElse(Map.of());
  }

  private Optional<Service> onlyService(Pod pod, String word, Findings findings) {
    String system = settings.systemNamespace();
    if (!system.equals(pod.getMetadata().getNamespace())) {
      findings.refuse(
          FieldPath.of("metadata").field("namespace"),
          "%s can only be deployed in system namespace \"%s\"".formatted(word, system));
      return Optional.empty();
    }
    List<Service> services = matching.servicesOf(pod, findings);
    if (services.size() != 1) {
      findings.refuse(
          FieldPath.of("metadata").field("labels"),
          "%s should be matched by exactly one service, but is matched by %d%s"
              .formatted(word, services.size(), names(services)));
      return Optional.empty();
    }
    return Optional.of(services.getFirst());
  }

  private static String names(List<Service> services) {
    return services.stream()
        .map(service -> service.getMetadata().getName())
        .collect(Collectors.joining(", ", services.isEmpty() ? "" : ": ", ""));
  }

  private long onlyPort(Pod pod, Service service, Findings findings) {
    List<Long> ports =
        inbounds.inboundsOf(pod, List.of(service), findings).stream()
            .map(Inbound::port)
            .distinct()
            .toList();
    if (ports.size() != 1) {
      findings.refuse(
          FieldPath.ROOT,
          "%s should lead to exactly one port of the pod, but leads to %s"
              .formatted(ServicePorts.describe(service), ports));
    }
    return ports.getFirst();
  }

  private static Optional<Admin> admin(Pod pod, Findings findings) {
    var annotations = new MetadataReader(ObjectMetadata.annotations(pod));
    Optional<Admin> admin = annotations.read(Annotations.ADMIN_PORT).map(Admin::new);
    findings.addAll(annotations, "");
    return admin;
  }

  private Map<String, String> labels(
      Pod pod, Map<String, String> existing, ResourceKind kind, ProxyShape.Type type) {
    var base = new TreeMap<>(existing);
    base.putAll(ObjectMetadata.labels(pod));
    return settings
        .labels()
        .of(
            kind,
            base,
            LabelFacts.of("", pod.getMetadata().getNamespace())
                .withProxy(new ProxyShape(type, Set.of()))
                .withServiceAccount(PodToDataplane.serviceAccount(pod)));
  }
}
