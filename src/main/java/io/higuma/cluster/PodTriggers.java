package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.dataplane.DataplaneReconciler;
import io.higuma.metadata.Labels;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which pods a change in the cluster concerns.
 *
 * @param ignoredSelectorLabels keys of Service selectors that do not count
 */
public record PodTriggers(ClusterCaches caches, Set<String> ignoredSelectorLabels)
    implements DataplaneReconciler.Pods {
  private static final String SERVICE_NAME = Labels.SERVICE_NAME.name();

  public PodTriggers {
    ignoredSelectorLabels = Set.copyOf(ignoredSelectorLabels);
  }

  @Override
  public boolean isComplete() {
    return caches.hasSynced();
  }

  @Override
  public Optional<Pod> pod(String namespace, String name) {
    return caches.pod(namespace, name);
  }

  @Override
  public List<EventSource<?, Pod>> triggers() {
    return List.of(
        new InformerTrigger<Pod, Pod>(
            "pod", caches.podInformer(), pod -> Set.of(ResourceID.fromResource(pod))),
        new InformerTrigger<Dataplane, Pod>(
            "dataplane",
            caches.dataplaneInformer(),
            dataplane -> Set.of(ResourceID.fromResource(dataplane))),
        new InformerTrigger<Service, Pod>("service", caches.serviceInformer(), this::ofService),
        new InformerTrigger<EndpointSlice, Pod>(
            "endpointslice", caches.endpointSliceInformer(), this::ofSlice),
        new InformerTrigger<Mesh, Pod>(
            "mesh", caches.meshInformer(), this::ofMesh, PodTriggers::changesDataplanes));
  }

  private Set<ResourceID> ofService(Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    String namespace = service.getMetadata().getNamespace();
    if (selector == null || selector.isEmpty()) {
      return caches.endpointSlices(namespace, service.getMetadata().getName()).stream()
          .flatMap(slice -> podsOf(slice).stream())
          .collect(Collectors.toSet());
    }
    var counting = new HashMap<>(selector);
    counting.keySet().removeAll(ignoredSelectorLabels);
    return caches.pods(namespace, counting).stream()
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /** Only slices that somebody wrote by hand say something that selectors do not. */
  private Set<ResourceID> ofSlice(EndpointSlice slice) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    String service = labels == null ? null : labels.get(SERVICE_NAME);
    boolean byHand =
        service != null
            && caches
                .service(slice.getMetadata().getNamespace(), service)
                .map(found -> found.getSpec().getSelector())
                .map(Map::isEmpty)
                .orElse(true);
    return byHand ? podsOf(slice) : Set.of();
  }

  private static Set<ResourceID> podsOf(EndpointSlice slice) {
    return Stream.ofNullable(slice.getEndpoints())
        .flatMap(List::stream)
        .map(endpoint -> endpoint.getTargetRef())
        .filter(target -> target != null && "Pod".equals(target.getKind()))
        .map(target -> new ResourceID(target.getName(), slice.getMetadata().getNamespace()))
        .collect(Collectors.toSet());
  }

  /** What a Dataplane depends on; a Mesh of the same name may be another one. */
  private static boolean changesDataplanes(Mesh before, Mesh after) {
    return !Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid())
        || isExclusive(before) != isExclusive(after)
        || !Objects.equals(before.getSpec().constraints(), after.getSpec().constraints());
  }

  private static boolean isExclusive(Mesh mesh) {
    return mesh.getSpec().meshServicesMode() == MeshServicesMode.Exclusive;
  }

  private Set<ResourceID> ofMesh(Mesh mesh) {
    return caches.podsOfMesh(mesh.getMetadata().getName()).stream()
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
