package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which Services lead to a Pod.
 *
 * @param ignoredSelectorLabels keys of selectors that do not count
 */
record ServiceMatching(PodSurroundings surroundings, Set<String> ignoredSelectorLabels) {
  ServiceMatching {
    ignoredSelectorLabels = Set.copyOf(ignoredSelectorLabels);
  }

  /**
   * The Services of the pod's namespace that lead to it, sorted by name. A Service with a selector
   * matches by it; one without matches when an endpoint refers to the pod. Readiness plays no role.
   */
  List<Service> servicesOf(Pod pod, Findings findings) {
    return candidates(pod).stream()
        .filter(service -> leadsTo(service, pod))
        .filter(service -> !ignored(service, findings))
        .sorted(Comparator.comparing(service -> service.getMetadata().getName()))
        .toList();
  }

  private List<Service> candidates(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    return ignoredSelectorLabels.isEmpty()
        ? surroundings.candidates(namespace, ObjectMetadata.labels(pod))
        : surroundings.services(namespace);
  }

  private static boolean ignored(Service service, Findings findings) {
    var reader = new MetadataReader(ObjectMetadata.annotations(service));
    boolean ignored = reader.read(Annotations.IGNORE, false);
    findings.addAll(reader, ServicePorts.describe(service));
    return ignored;
  }

  private boolean leadsTo(Service service, Pod pod) {
    Map<String, String> selector = selector(service);
    if (selector.isEmpty()) {
      return hasEndpoint(service, pod.getMetadata().getUid());
    }
    Map<String, String> labels = ObjectMetadata.labels(pod);
    return selector.entrySet().stream()
        .filter(wanted -> !ignoredSelectorLabels.contains(wanted.getKey()))
        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
  }

  private boolean hasEndpoint(Service service, @Nullable String uid) {
    if (uid == null || uid.isEmpty()) {
      return false;
    }
    return surroundings
        .endpointSlices(service.getMetadata().getNamespace(), service.getMetadata().getName())
        .stream()
        .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()).flatMap(List::stream))
        .map(Endpoint::getTargetRef)
        .anyMatch(target -> target != null && uid.equals(target.getUid()));
  }

  /** Whether the whole selector matches the pod; an empty one does. */
  static boolean fullySelects(Service service, Pod pod) {
    return ObjectMetadata.labels(pod).entrySet().containsAll(selector(service).entrySet());
  }

  private static Map<String, String> selector(Service service) {
    Map<String, String> selector =
        service.getSpec() == null ? null : service.getSpec().getSelector();
    return selector == null ? Map.of() : selector;
  }
}
