package io.higuma.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the public address of each zone ingress while one of its pods is ready. */
public record MeshZoneAddressReconciler(
    ZoneAddressSurroundings surroundings,
    ComputedLabels labels,
    Writes writes,
    EventRecorder events) {
  private static final String INGRESS = "ingress";

  public void reconcile(ObjectKey key) {
    Optional<GenericKubernetesResource> stored = surroundings.meshZoneAddress(key);
    Optional<Service> ingress = surroundings.service(key).filter(this::isServing);
    Optional<Namespace> namespace = surroundings.namespace(key.namespace());
    Optional<ZoneAddress> address =
        ingress.flatMap(service -> ZoneAddress.of(service, surroundings.nodes()));
    if (ingress.isEmpty() || namespace.isEmpty() || address.isEmpty()) {
      if (ingress.isPresent() && address.isEmpty()) {
        warn(ingress.get());
      }
      stored.filter(GeneratedObject::isGenerated).ifPresent(writes::delete);
      return;
    }
    GeneratedObject wanted = wanted(ingress.get(), namespace.get(), address.get());
    if (stored.isEmpty()) {
      writes.create(wanted.object());
    } else {
      wanted.patch(stored.get()).ifPresent(patch -> writes.patch(stored.get(), patch));
    }
  }

  private boolean isServing(Service service) {
    String type = ObjectMetadata.labels(service).get(Labels.ZONE_PROXY_TYPE.name());
    return INGRESS.equals(type)
        && surroundings.endpointSlices(ObjectKey.of(service)).stream()
            .filter(slice -> slice.getEndpoints() != null)
            .flatMap(slice -> slice.getEndpoints().stream())
            .anyMatch(MeshZoneAddressReconciler::isReady);
  }

  /** What says nothing is ready. */
  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }

  private GeneratedObject wanted(Service service, Namespace namespace, ZoneAddress address) {
    String mesh =
        MeshSelection.of(
                ObjectMetadata.labels(service),
                ObjectMetadata.annotations(service),
                ObjectMetadata.labels(namespace),
                ObjectMetadata.annotations(namespace))
            .mesh();
    ObjectKey key = ObjectKey.of(service);
    Map<String, String> all =
        labels.of(
            ResourceKind.MESH_ZONE_ADDRESS,
            Map.of(Labels.MESH.name(), mesh, Labels.MANAGED_BY.name(), GeneratedObject.MANAGER),
            LabelFacts.of(mesh, key.namespace()));
    OwnerReference owner =
        new OwnerReferenceBuilder()
            .withApiVersion(service.getApiVersion())
            .withKind(service.getKind())
            .withName(key.name())
            .withUid(service.getMetadata().getUid())
            .build();
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.putObject("spec").put("address", address.address()).put("port", address.port());
    return new GeneratedObject(ResourceKind.MESH_ZONE_ADDRESS, key, all, List.of(owner), fields);
  }

  private void warn(Service service) {
    events.record(
        service,
        EventType.WARNING,
        "NoPublicAddress",
        "Other zones can't reach this zone ingress: the Service has no external IP, no address of a load balancer, and no node port on a node with an address");
  }
}
