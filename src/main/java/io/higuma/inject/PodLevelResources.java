package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.units.ResourceQuantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resources that a pod sets for all its containers together, which the API server holds them
 * to: together they may not request more.
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

  /** For what of the sidecar the pod leaves no room. */
  static List<Notice> notices(PodDraft pod, SidecarForm form, ObjectNode sidecar) {
    if (!areSet(pod)) {
      return List.of();
    }
    var notices = new ArrayList<Notice>();
    for (String resource : QosClass.RESOURCES) {
      request(pod, sidecar, resource).ifPresent(notices::add);
      if (form == SidecarForm.CLASSIC) {
        limit(pod, sidecar, resource).ifPresent(notices::add);
      }
    }
    return notices;
  }

  private static Optional<Notice> request(PodDraft pod, ObjectNode sidecar, String resource) {
    // A request that is not given is the limit.
    String field = quantity(pod.spec(), "requests", resource).isPresent() ? "requests" : "limits";
    Optional<ResourceQuantity> together = quantity(pod.spec(), field, resource);
    ResourceQuantity wanted = requested(sidecar, resource);
    ResourceQuantity left = together.orElse(ResourceQuantity.ZERO).minus(requested(pod, resource));
    if (together.isEmpty() || !left.isLessThan(wanted)) {
      return Optional.empty();
    }
    return Optional.of(
        exceeded(
            "%s requests %s of %s, but of spec.resources.%s the pod's own containers leave %s, so the API server will refuse the pod: raise it, or lower the sidecar's request"
                .formatted(
                    Names.SIDECAR,
                    wanted,
                    resource,
                    field,
                    left.isNegative() ? ResourceQuantity.ZERO : left)));
  }

  private static Optional<Notice> limit(PodDraft pod, ObjectNode sidecar, String resource) {
    Optional<ResourceQuantity> together = quantity(pod.spec(), "limits", resource);
    Optional<ResourceQuantity> limit = quantity(sidecar, "limits", resource);
    if (together.isEmpty() || limit.isEmpty() || !together.get().isLessThan(limit.get())) {
      return Optional.empty();
    }
    return Optional.of(
        exceeded(
            "the %s limit %s of %s is above spec.resources.limits of the pod, %s, so the API server will refuse the pod: raise it, or lower the sidecar's limit"
                .formatted(resource, limit.get(), Names.SIDECAR, together.get())));
  }

  private static Notice exceeded(String message) {
    return new Notice(NoticeReason.POD_RESOURCES_EXCEEDED, message);
  }

  /** Of the containers that run at the same time. */
  private static ResourceQuantity requested(PodDraft pod, String resource) {
    ResourceQuantity sum = ResourceQuantity.ZERO;
    for (ObjectNode container : pod.containers()) {
      sum = sum.plus(requested(container, resource));
    }
    for (ObjectNode container : pod.initContainers()) {
      if (container.path("restartPolicy").asText("").equals("Always")) {
        sum = sum.plus(requested(container, resource));
      }
    }
    return sum;
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
