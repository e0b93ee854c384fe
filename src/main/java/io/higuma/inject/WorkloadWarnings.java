package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the user of a workload should know when it is applied. What is decided about its pods is
 * told to the controller that makes them, and nobody reads that.
 *
 * @param injector decides as it will about the pods
 */
public record WorkloadWarnings(Injector injector, WebhookReach reach) {
  /**
   * Whether to look at all: not at what a controller makes, which has no user, and not at a change
   * of something else, such as the number of replicas.
   *
   * @param before what is stored now; empty for a new workload
   */
  public static boolean isWorthALook(ObjectNode workload, Optional<ObjectNode> before) {
    if (isControlled(workload)) {
      return false;
    }
    return before.isEmpty()
        || !PodTemplates.podOf(workload).equals(PodTemplates.podOf(before.get()))
        || !MisplacedKeys.of(workload).equals(MisplacedKeys.of(before.get()));
  }

  /** Keys on the workload that belong on the template of its pods. */
  public static List<String> misplacedKeys(ObjectNode workload) {
    return sentences(MisplacedKeys.of(workload));
  }

  /**
   * What would become of its pods. None when nobody asks for sidecars, or all is well.
   *
   * @param workload belongs to this call, which may change it
   */
  public List<String> ofPods(ObjectNode workload, String namespaceName) {
    Optional<ObjectNode> template =
        PodTemplates.podOf(workload).filter(found -> PodShape.check(found).isEmpty());
    if (template.isEmpty()) {
      return List.of();
    }
    PodDraft pod = PodDraft.of(template.get());
    return injector
        .cluster()
        .namespace(namespaceName)
        .map(namespace -> {
          Optional<String> obstacle = reach.obstacle(pod, namespaceName, namespace);
          return obstacle.isEmpty()
              ? warnings(injector.inject(pod, namespaceName))
              : outOfReach(pod, obstacle.get());
        })
        .orElse(List.of());
  }

  private static List<String> warnings(InjectionDecision decision) {
    return switch (decision) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) -> sentences(notices);
      case InjectionDecision.Skip(var reason, var notices) ->
          reason.isWarning()
              ? Stream.concat(
                      Stream.of(sentence(reason, "its pods get no sidecar: " + reason.sentence())),
                      sentences(notices).stream())
                  .toList()
              : sentences(notices);
      case InjectionDecision.Reject(var reason, var violations) ->
          violations.stream()
              .map(violation -> sentence(reason, "its pods can't get their sidecar: " + violation))
              .toList();
    };
  }

  private static List<String> outOfReach(PodDraft pod, String obstacle) {
    boolean asks =
        pod.labels().containsKey(Labels.SIDECAR_INJECTION.name())
            ? isYes(Labels.SIDECAR_INJECTION, pod.labels())
            : isYes(Annotations.SIDECAR_INJECTION, pod.annotations());
    return asks
        ? List.of(
            sentence(
                NoticeReason.OUT_OF_REACH, "its pods ask for a sidecar and get none: " + obstacle))
        : List.of();
  }

  private static boolean isYes(MetadataKey<Boolean> key, Map<String, String> values) {
    String value = values.get(key.name());
    return value != null && key.format().parse(key.name(), value).equals(new Parsed.Value<>(true));
  }

  private static boolean isControlled(ObjectNode workload) {
    for (JsonNode owner : workload.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean(false)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> sentences(List<Notice> notices) {
    return notices.stream().map(notice -> sentence(notice.reason(), notice.message())).toList();
  }

  private static String sentence(Reason reason, String message) {
    return reason.code() + ": " + message;
  }
}
