package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.higuma.inject.Names;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the status of a pod says about its containers; no status counts as ready. */
final class Readiness {
  static final String SIDECAR = Names.SIDECAR;

  private Readiness() {}

  /** Whether a port of the container takes traffic: it, the sidecar and the pod must be up. */
  static boolean ofPort(Pod pod, Optional<Container> container) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && sidecar(pod)
        && container.map(Container::getName).stream()
            .noneMatch(name -> unready(statuses(pod), name));
  }

  /** Whether every container is up; a pod on its way out is not asked about that. */
  static boolean ofWholePod(Pod pod) {
    return sidecar(pod)
        && statuses(pod).stream()
            .allMatch(status -> SIDECAR.equals(status.getName()) || isReady(status));
  }

  private static boolean sidecar(Pod pod) {
    PodStatus status = pod.getStatus();
    return status == null
        || Stream.concat(
                status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream())
            .filter(container -> SIDECAR.equals(container.getName()))
            .allMatch(Readiness::isReady);
  }

  private static boolean unready(List<ContainerStatus> statuses, String name) {
    return statuses.stream()
        .anyMatch(status -> Objects.equals(status.getName(), name) && !isReady(status));
  }

  private static boolean isReady(ContainerStatus status) {
    return Boolean.TRUE.equals(status.getReady());
  }

  private static List<ContainerStatus> statuses(Pod pod) {
    return pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
  }
}
