package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** Where the pod stands in a workload. */
public final class PodTemplates {
  private PodTemplates() {}

  /** What is wrong with a workload that {@link #podOf} finds no template in. */
  public static final String MISSING_TEMPLATE =
      "spec.template (of a CronJob spec.jobTemplate.spec.template): must be an object";

  private static final Set<String> WORKLOADS =
      Set.of(
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "ReplicaSet",
          "ReplicationController",
          "Job",
          "CronJob");

  /** Whether objects of this kind are pods or make them. */
  public static boolean hasPods(String kind) {
    return kind.equals("Pod") || WORKLOADS.contains(kind);
  }

  /**
   * The part of an object that has the shape of a pod: the pod itself, or the template of a
   * workload.
   *
   * @return empty for a kind that has no pods, and for a workload without a template
   */
  public static Optional<ObjectNode> podOf(ObjectNode object) {
    String kind = object.path("kind").asText("");
    if (!hasPods(kind)) {
      return Optional.empty();
    }
    JsonNode found =
        switch (kind) {
          case "Pod" -> object;
          case "CronJob" -> object.path("spec").path("jobTemplate").path("spec").path("template");
          default -> object.path("spec").path("template");
        };
    return found instanceof ObjectNode pod ? Optional.of(pod) : Optional.empty();
  }
}
