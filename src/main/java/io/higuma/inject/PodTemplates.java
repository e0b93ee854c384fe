package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Where the pod stands in a workload. */
public final class PodTemplates {
  private PodTemplates() {}

  /**
   * The part of an object that has the shape of a pod: the pod itself, or the template of a
   * workload.
   *
   * @return empty for a kind that has no pods
   */
  public static Optional<ObjectNode> podOf(ObjectNode object) {
    JsonNode found =
        switch (object.path("kind").asText("")) {
          case "Pod" -> object;
          case "Deployment",
              "StatefulSet",
              "DaemonSet",
              "ReplicaSet",
              "ReplicationController",
              "Job" ->
              object.path("spec").path("template");
          case "CronJob" -> object.path("spec").path("jobTemplate").path("spec").path("template");
          default -> object.path("");
        };
    return found instanceof ObjectNode pod ? Optional.of(pod) : Optional.empty();
  }
}
