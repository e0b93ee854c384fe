package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.validation.FieldPath;
import java.util.Optional;
import java.util.Set;

/** Where the pod stands in a workload. */
public final class PodTemplates {
  private PodTemplates() {}

  private static final String CRON_JOB = "CronJob";

  /** What is wrong with a workload that {@link #podOf} finds no template in. */
  public static final String MISSING_TEMPLATE =
      "spec.template (of a CronJob spec.jobTemplate.spec.template): must be an object";

  /** By group and kind: others have kinds of the same names. */
  private static final Set<String> WITH_PODS =
      Set.of(
          "/Pod",
          "/ReplicationController",
          "apps/Deployment",
          "apps/StatefulSet",
          "apps/DaemonSet",
          "apps/ReplicaSet",
          "batch/Job",
          "batch/CronJob");

  /** Whether the object is a pod or makes pods. */
  public static boolean hasPods(ObjectNode object) {
    String version = object.path("apiVersion").asText("");
    int slash = version.indexOf('/');
    String group = slash < 0 ? "" : version.substring(0, slash);
    return WITH_PODS.contains(group + "/" + object.path("kind").asText(""));
  }

  /**
   * The part of an object that has the shape of a pod: the pod itself, or the template of a
   * workload.
   *
   * @return empty for a kind that has no pods, and for a workload without a template
   */
  public static Optional<ObjectNode> podOf(ObjectNode object) {
    if (!hasPods(object)) {
      return Optional.empty();
    }
    JsonNode found =
        switch (object.path("kind").asText("")) {
          case "Pod" -> object;
          case CRON_JOB -> object.path("spec").path("jobTemplate").path("spec").path("template");
          default -> object.path("spec").path("template");
        };
    return found instanceof ObjectNode pod ? Optional.of(pod) : Optional.empty();
  }

  /** Where the pod stands in an object of this kind; the root for a Pod. */
  static FieldPath path(String kind) {
    return switch (kind) {
      case "Pod" -> FieldPath.ROOT;
      case CRON_JOB -> FieldPath.of("spec.jobTemplate.spec.template");
      default -> FieldPath.of("spec.template");
    };
  }
}
