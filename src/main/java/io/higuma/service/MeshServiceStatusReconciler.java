package io.higuma.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshServiceSpec.Identity;
import io.higuma.api.v1alpha1.MeshServiceSpec.Port;
import io.higuma.api.v1alpha1.MeshServiceStatus.DataplaneProxies;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.resource.LabelView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Keeps what a MeshService says of the Dataplanes behind it: identities, state, numbers. How many
 * are connected is not known here, and left as it is.
 */
public record MeshServiceStatusReconciler(
    StatusSurroundings surroundings, Connections connections, Writes writes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE_TAG = "kuma.io/service";
  private static final String BY_TAG = "ServiceTag";
  private static final String READY = "Ready";

  public void reconcile(ObjectKey key) {
    surroundings
        .meshService(key)
        .filter(MeshServiceStatusReconciler::isLocal)
        .ifPresent(service -> patch(service).ifPresent(patch -> writes.patch(service, patch)));
  }

  private static boolean isLocal(MeshService service) {
    String origin = ObjectMetadata.labels(service).get(Labels.ORIGIN.name());
    return origin == null || origin.equals("zone");
  }

  private Optional<ObjectNode> patch(MeshService service) {
    List<Dataplane> dataplanes = surroundings.dataplanesOf(service);
    int healthy =
        (int) dataplanes.stream().filter(dataplane -> servesAll(service, dataplane)).count();
    ObjectNode wanted = JSON.createObjectNode();
    wanted
        .putObject("spec")
        .put("state", healthy > 0 ? "Available" : "Unavailable")
        .set("identities", JSON.valueToTree(identities(service, dataplanes)));
    ObjectNode status = wanted.putObject("status");
    List<Connection> streams = dataplanes.stream().map(connections::of).toList();
    status
        .putObject("dataplaneProxies")
        .put("connected", (int) streams.stream().filter(Connection::isOpen).count())
        .put("healthy", healthy)
        .put("total", dataplanes.size());
    status.putObject("tls").put("status", tls(service, dataplanes, streams));
    return MergePatch.between(stored(service), wanted);
  }

  /** The same fields as they are stored. */
  private static ObjectNode stored(MeshService service) {
    ObjectNode stored = JSON.createObjectNode();
    ObjectNode spec = stored.putObject("spec");
    if (service.getSpec().state() != null) {
      spec.put("state", service.getSpec().state());
    }
    spec.set("identities", JSON.valueToTree(service.getSpec().identities()));
    ObjectNode status = stored.putObject("status");
    DataplaneProxies proxies = service.getStatus().dataplaneProxies();
    if (proxies != null) {
      status
          .putObject("dataplaneProxies")
          .put("connected", proxies.connected())
          .put("healthy", proxies.healthy())
          .put("total", proxies.total());
    }
    var tls = service.getStatus().tls();
    if (tls != null && tls.status() != null) {
      status.putObject("tls").put("status", tls.status());
    }
    return stored;
  }

  /**
   * One that no Service leads to is known by its workload. SPIFFE ids come last; while no
   * MeshIdentity is known, those that are there stay.
   */
  private List<Identity> identities(MeshService service, List<Dataplane> dataplanes) {
    var values = new TreeSet<String>();
    for (Dataplane dataplane : dataplanes) {
      List<String> tags =
          DataplaneSelection.tags(dataplane)
              .map(ofProxy -> ofProxy.get(SERVICE_TAG))
              .filter(Objects::nonNull)
              .toList();
      values.addAll(tags);
      String workload = ObjectMetadata.annotations(dataplane).get(Annotations.WORKLOAD.name());
      if (tags.isEmpty() && workload != null && !workload.isEmpty()) {
        values.add(workload);
      }
    }
    List<KnownIdentity> known = surroundings.identities(DataplaneSelection.meshOf(service));
    return Stream.concat(
            values.stream().map(value -> new Identity(BY_TAG, value)),
            known.isEmpty() ? issued(service) : spiffeIds(service, dataplanes, known))
        .toList();
  }

  private Stream<Identity> spiffeIds(
      MeshService service, List<Dataplane> dataplanes, List<KnownIdentity> known) {
    String mesh = DataplaneSelection.meshOf(service);
    return dataplanes.stream()
        .map(MeshServiceStatusReconciler::labels)
        .flatMap(labels ->
            known.stream()
                .filter(KnownIdentity::isPartlyReady)
                .filter(identity -> identity.says().selects(labels))
                .flatMap(identity ->
                    identity.says().spiffeId(mesh, surroundings.zone(), labels).stream()))
        .distinct()
        .sorted()
        .map(id -> new Identity("SpiffeID", id));
  }

  private static Map<String, String> labels(Dataplane dataplane) {
    var labels =
        new TreeMap<>(
            LabelView.of(ObjectMetadata.labels(dataplane), ObjectMetadata.annotations(dataplane)));
    labels.put(Labels.NAMESPACE.name(), dataplane.getMetadata().getNamespace());
    return labels;
  }

  /** Whether each has a certificate by a MeshIdentity, and it is believed. */
  private boolean haveIdentities(MeshService service, List<Dataplane> dataplanes) {
    String mesh = DataplaneSelection.meshOf(service);
    Set<String> believed = surroundings.trustDomains(mesh);
    List<KnownIdentity> known = surroundings.identities(mesh);
    return !dataplanes.isEmpty()
        && dataplanes.stream()
            .map(MeshServiceStatusReconciler::labels)
            .allMatch(labels ->
                known.stream()
                    .filter(KnownIdentity::isReady)
                    .filter(identity -> identity.says().selects(labels))
                    .anyMatch(identity ->
                        identity
                            .says()
                            .trustDomain(mesh, surroundings.zone())
                            .filter(believed::contains)
                            .isPresent()));
  }

  /** The identities that a MeshIdentity gave. */
  private static Stream<Identity> issued(MeshService service) {
    return service.getSpec().identities().stream()
        .filter(identity -> !BY_TAG.equals(identity.type()));
  }

  /**
   * Whether all have certificates, which connections tell, or MeshIdentities where the mesh has no
   * authority of its own; once they had, they have.
   */
  private String tls(MeshService service, List<Dataplane> dataplanes, List<Connection> streams) {
    boolean mtls =
        surroundings
            .mesh(DataplaneSelection.meshOf(service))
            .map(Mesh::getSpec)
            .flatMap(spec -> Optional.ofNullable(spec.mtls()))
            .map(mutual -> mutual.enabledBackend() != null && !mutual.enabledBackend().isEmpty())
            .orElse(false);
    boolean hasCertificates =
        mtls
            || issued(service).findAny().isPresent()
            || !surroundings.identities(DataplaneSelection.meshOf(service)).isEmpty();
    var before = service.getStatus().tls();
    boolean wasReady = before != null && READY.equals(before.status());
    boolean allHaveOne =
        mtls
            ? !streams.isEmpty()
                && streams.stream().noneMatch(stream -> stream.issuedBackend().isEmpty())
            : haveIdentities(service, dataplanes);
    return hasCertificates && (wasReady || allHaveOne) ? READY : "NotReady";
  }

  private static boolean servesAll(MeshService service, Dataplane dataplane) {
    List<Inbound> ready =
        DataplaneHealth.inbounds(dataplane).stream().filter(DataplaneHealth::isReady).toList();
    return service.getSpec().ports().stream()
        .allMatch(port -> ready.stream().anyMatch(inbound -> serves(port, inbound)));
  }

  private static boolean serves(Port port, Inbound inbound) {
    IntOrString target = port.targetPort();
    if (target != null && target.getStrVal() != null) {
      return target.getStrVal().equals(inbound.name());
    }
    Integer number = target == null ? null : target.getIntVal();
    return inbound.port() == (number == null || number == 0 ? port.port() : number);
  }
}
