package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.metadata.SizeAnnotations;
import io.higuma.units.ResourceQuantity;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether Kubernetes counts a pod as Guaranteed: each container limits cpu and memory, and requests
 * as much.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/">Quality of Service
 *     classes</a>
 */
final class QosClass {
  /** The only resources that count. */
  static final List<String> RESOURCES = List.of("cpu", "memory");

  private QosClass() {}

  /**
   * Whether the pod is Guaranteed by the sizes of its containers. Where the pod has resources of
   * its own these decide alone, and more containers change nothing.
   */
  static boolean isGuaranteedByContainers(PodDraft pod) {
    return !PodLevelResources.areSet(pod)
        && pod.containers().stream().allMatch(QosClass::isGuaranteed)
        && pod.initContainers().stream().allMatch(QosClass::isGuaranteed);
  }

  /** Says so when a pod asks to keep a class that it does not have. */
  static Optional<Notice> nothingToKeep(PodDraft pod, MetadataReader annotations) {
    MetadataKey<Boolean> key = SizeAnnotations.KEEP_QOS_CLASS;
    if (!annotations.has(key) || !annotations.read(key, false) || PodLevelResources.areSet(pod)) {
      return Optional.empty();
    }
    return Stream.concat(pod.initContainers().stream(), pod.containers().stream())
        .filter(container -> !isGuaranteed(container))
        .findFirst()
        .map(container ->
            new Notice(
                NoticeReason.IGNORED_ANNOTATION,
                "annotation %s has no effect, as the pod is not Guaranteed: limit cpu and memory of container %s, with equal requests"
                    .formatted(key.name(), container.path("name").asText())));
  }

  /** Says so when an added container costs the pod its class. */
  static Optional<Notice> loss(ContainerSize planned, ObjectNode container) {
    if (isGuaranteed(container)) {
      return Optional.empty();
    }
    String name = container.path("name").asText();
    for (ContainerSize.ResourceSize resource : planned.resources()) {
      if (RESOURCES.contains(resource.name()) && resource.bound().isEmpty()) {
        return Optional.of(
            notice(
                "container %s has neither request nor limit of %s, so the pod is not Guaranteed any more: set %s"
                    .formatted(name, resource.name(), resource.keys().limit().name())));
      }
    }
    return Optional.of(
        notice(
            "a ContainerPatch gives %s other cpu or memory limits than requests, so the pod is not Guaranteed any more: patch both to the same"
                .formatted(name)));
  }

  private static Notice notice(String message) {
    return new Notice(NoticeReason.QOS_CLASS_LOST, message);
  }

  private static boolean isGuaranteed(ObjectNode container) {
    JsonNode resources = container.path("resources");
    for (String resource : RESOURCES) {
      Optional<ResourceQuantity> limit = quantity(resources.path("limits").path(resource));
      if (limit.isEmpty() || limit.get().isZero()) {
        return false;
      }
      JsonNode request = resources.path("requests").path(resource);
      boolean same =
          request.isMissingNode()
              || request.isNull()
              || quantity(request).filter(limit.get()::isSameAs).isPresent();
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static Optional<ResourceQuantity> quantity(JsonNode amount) {
    return ResourceQuantity.parse(amount.asText(""));
  }
}
