package io.higuma.service;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The endpoints of a Service that are pods of a mesh, ready or not.
 *
 * @param all each pod once, in the order of the slices, those with IPv4 addresses first
 */
record PodEndpoints(List<Target> all) {
  private static final Comparator<EndpointSlice> ORDER =
      Comparator.comparing(EndpointSlice::getAddressType, Comparator.nullsLast(String::compareTo))
          .thenComparing(slice -> slice.getMetadata().getName());

  PodEndpoints {
    all = List.copyOf(all);
  }

  /**
   * A pod behind a Service.
   *
   * @param addresses of the pod, as the slices have them
   */
  record Target(Pod pod, List<String> addresses) {
    Target {
      addresses = List.copyOf(addresses);
    }
  }

  static PodEndpoints of(Service service, ServiceSurroundings surroundings) {
    var pods = new LinkedHashMap<ObjectKey, Pod>();
    Map<ObjectKey, Set<String>> addresses = new LinkedHashMap<>();
    String namespace = service.getMetadata().getNamespace();
    surroundings.endpointSlices(ObjectKey.of(service)).stream()
        .sorted(ORDER)
        .filter(slice -> slice.getEndpoints() != null)
        .flatMap(slice -> slice.getEndpoints().stream())
        .forEach(endpoint ->
            podOf(endpoint, namespace, surroundings)
                .ifPresent(pod -> {
                  ObjectKey key = ObjectKey.of(pod);
                  pods.put(key, pod);
                  addresses
                      .computeIfAbsent(key, any -> new LinkedHashSet<>())
                      .addAll(endpoint.getAddresses());
                }));
    var targets = new ArrayList<Target>();
    pods.forEach((key, pod) ->
        targets.add(new Target(pod, List.copyOf(addresses.getOrDefault(key, Set.of())))));
    return new PodEndpoints(targets);
  }

  /** A slice may be behind: it tells of a pod that has been replaced by one of the same name. */
  private static Optional<Pod> podOf(
      Endpoint endpoint, String namespace, ServiceSurroundings surroundings) {
    ObjectReference target = endpoint.getTargetRef();
    if (target == null || !"Pod".equals(target.getKind())) {
      return Optional.empty();
    }
    return surroundings
        .pod(new ObjectKey(namespace, target.getName()))
        .filter(
            pod -> target.getUid() == null || target.getUid().equals(pod.getMetadata().getUid()));
  }

  Optional<Target> first() {
    return all.stream().findFirst();
  }
}
