package io.higuma.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.inject.Names;
import java.util.List;
import java.util.Optional;

/** Tells pods of which nothing runs any more but the sidecar. */
public final class FinishedPod {
  private FinishedPod() {}

  /**
   * Whether the sidecar alone keeps the pod from its end: every other container has ended for good.
   * Never so for a native sidecar, an init container, which the kubelet ends.
   */
  public static boolean isHeldBySidecar(Pod pod) {
    if (pod.getStatus() == null
        || pod.getStatus().getPodIP() == null
        || pod.getMetadata().getDeletionTimestamp() != null) {
      return false;
    }
    return switch (pod.getSpec().getRestartPolicy()) {
      case "Never", "OnFailure" -> isHeld(pod);
      case null, default -> false;
    };
  }

  private static boolean isHeld(Pod pod) {
    boolean hasSidecar = false;
    boolean hasOther = false;
    for (Container container : pod.getSpec().getContainers()) {
      Optional<ContainerStatus> status = status(pod, container.getName());
      Optional<ContainerStateTerminated> end = status.flatMap(FinishedPod::end);
      if (container.getName().equals(Names.SIDECAR)) {
        hasSidecar = status.isPresent() && end.isEmpty();
      } else if (end.filter(one -> isForGood(one, pod)).isPresent()) {
        hasOther = true;
      } else {
        return false;
      }
    }
    return hasSidecar && hasOther;
  }

  private static boolean isForGood(ContainerStateTerminated end, Pod pod) {
    boolean failed = end.getExitCode() == null || end.getExitCode() != 0;
    return !failed || pod.getSpec().getRestartPolicy().equals("Never");
  }

  private static Optional<ContainerStatus> status(Pod pod, String container) {
    List<ContainerStatus> all = pod.getStatus().getContainerStatuses();
    return all.stream().filter(status -> container.equals(status.getName())).findFirst();
  }

  private static Optional<ContainerStateTerminated> end(ContainerStatus status) {
    return Optional.ofNullable(status.getState()).map(state -> state.getTerminated());
  }
}
