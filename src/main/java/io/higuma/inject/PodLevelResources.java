package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.containerpatch.PatchTarget;
import io.higuma.units.ResourceQuantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resources that a pod sets for all its containers together, which the API server holds them
 * to: together they may not request more, and none but an init container may have a higher limit.
 * Where only limits are set, and containers have requests, the API server sets the sum of these
 * before it asks webhooks, so that there is no room at all.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/">Pod-level
 *     resources</a>
 */
final class PodLevelResources {
  private PodLevelResources() {}

  static boolean areSet(PodDraft pod) {
    return pod.spec().path("resources").isObject();
  }

  /**
   * Makes a container as small as the pod has room for, or the API server would refuse the pod. A
   * request without room becomes zero: the container lives off what the pod has.
   *
   * @param container that the pod does not have yet
   * @return what the sidecar has to do without
   */
  static List<Notice> fit(
      ObjectNode container, PodDraft pod, SidecarForm form, PatchTarget target) {
    if (!areSet(pod)) {
      return List.of();
    }
    var notices = new ArrayList<Notice>();
    for (String resource : QosClass.RESOURCES) {
      switch (target) {
        case INIT -> fitRequest(container, pod, resource, runningOn(pod, resource));
        case SIDECAR -> {
          fitRequest(container, pod, resource, most(pod, resource)).ifPresent(notices::add);
          if (form == SidecarForm.CLASSIC) {
            fitLimit(container, pod, resource).ifPresent(notices::add);
          }
        }
      }
    }
    return List.copyOf(notices);
  }

  /**
   * Fits what is requested.
   *
   * @param others what the pod's own containers request at the same time
   */
  private static Optional<Notice> fitRequest(
      ObjectNode container, PodDraft pod, String resource, ResourceQuantity others) {
    // A request that is not given is the limit.
    String field = quantity(pod.spec(), "requests", resource).isPresent() ? "requests" : "limits";
    Optional<ResourceQuantity> together = quantity(pod.spec(), field, resource);
    ResourceQuantity wanted = requested(container, resource);
    ResourceQuantity left = together.orElse(ResourceQuantity.ZERO).minus(others);
    if (together.isEmpty() || wanted.isZero() || !left.isLessThan(wanted)) {
      return Optional.empty();
    }
    amounts(container, "requests").put(resource, "0");
    return Optional.of(
        exceeded(
            "%s should request %s of %s, but of spec.resources.%s the pod's own containers leave %s, so it requests none and lives off what the pod has: raise it, or lower the sidecar's request"
                .formatted(
                    Names.SIDECAR,
                    wanted,
                    resource,
                    field,
                    left.isNegative() ? ResourceQuantity.ZERO : left)));
  }

  private static Optional<Notice> fitLimit(ObjectNode container, PodDraft pod, String resource) {
    Optional<ResourceQuantity> together = quantity(pod.spec(), "limits", resource);
    Optional<ResourceQuantity> limit = quantity(container, "limits", resource);
    if (together.isEmpty() || limit.isEmpty() || !together.get().isLessThan(limit.get())) {
      return Optional.empty();
    }
    amounts(container, "limits").put(resource, together.get().canonical());
    return Optional.of(
        exceeded(
            "the %s limit of %s is %s instead of %s, as spec.resources.limits of the pod allows no more: raise it, or lower the sidecar's limit"
                .formatted(resource, Names.SIDECAR, together.get(), limit.get())));
  }

  private static Notice exceeded(String message) {
    return new Notice(NoticeReason.POD_RESOURCES_EXCEEDED, message);
  }

  private static ObjectNode amounts(ObjectNode container, String field) {
    return container.withObjectProperty("resources").withObjectProperty(field);
  }

  /** The most that the pod's containers request at a time: while it starts, or when it runs. */
  private static ResourceQuantity most(PodDraft pod, String resource) {
    ResourceQuantity most = ResourceQuantity.ZERO;
    for (ObjectNode container : pod.containers()) {
      most = most.plus(requested(container, resource));
    }
    for (ObjectNode container : pod.initContainers()) {
      ResourceQuantity alone = requested(container, resource);
      if (!goesOn(container) && most.isLessThan(alone)) {
        most = alone;
      }
    }
    return runningOn(pod, resource).plus(most);
  }

  /** What those init containers request that go on running. */
  private static ResourceQuantity runningOn(PodDraft pod, String resource) {
    ResourceQuantity sum = ResourceQuantity.ZERO;
    for (ObjectNode container : pod.initContainers()) {
      if (goesOn(container)) {
        sum = sum.plus(requested(container, resource));
      }
    }
    return sum;
  }

  private static boolean goesOn(ObjectNode initContainer) {
    return initContainer.path("restartPolicy").asText("").equals("Always");
  }

  private static ResourceQuantity requested(ObjectNode container, String resource) {
    return quantity(container, "requests", resource)
        .or(() -> quantity(container, "limits", resource))
        .orElse(ResourceQuantity.ZERO);
  }

  private static Optional<ResourceQuantity> quantity(
      JsonNode owner, String field, String resource) {
    return ResourceQuantity.parse(owner.path("resources").path(field).path(resource).asText(""));
  }
}
