package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pods that a workload should have and has not, by the events of those who make them. */
final class RefusedPods {
  private RefusedPods() {}

  /** What a controller reported of a pod that it could not make. */
  private record Failure(String message, Instant at, ApiObject maker) {}

  /**
   * Why pods are missing.
   *
   * @param workload not a pod
   * @param pods how many pods it has
   */
  static List<Cause> of(ApiObject workload, Situation situation, int pods) {
    Optional<Integer> wanted = wanted(workload);
    if (wanted.filter(number -> number == 0).isPresent()) {
      return List.of(
          new Cause(
              Cause.Code.NO_PODS_WANTED,
              Cause.Certainty.CERTAIN,
              "spec.replicas of %s is 0, so it has no pods".formatted(workload.describe()),
              null));
    }
    if (wanted.filter(number -> number <= pods).isPresent()) {
      return List.of();
    }
    return latest(workload, situation.known())
        .map(failure ->
            List.of(cause(failure, wanted, pods, situation.settings().config().systemNamespace())))
        .orElse(List.of());
  }

  private static Optional<Integer> wanted(ApiObject workload) {
    JsonNode spec = workload.json().path("spec");
    return switch (workload.kind()) {
      case "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController" ->
          Optional.of(spec.path("replicas").asInt(1));
      default -> Optional.empty();
    };
  }

  private static Cause cause(
      Failure failure, Optional<Integer> wanted, int pods, String systemNamespace) {
    boolean unanswered = failure.message().contains("failed calling webhook");
    boolean refused = failure.message().contains("admission webhook");
    String have =
        wanted
            .map(number -> "%d of %d pods are there".formatted(pods, number))
            .orElse("a pod is missing");
    String sentence =
        "%s: %s reported at %s: %s"
            .formatted(have, failure.maker().describe(), failure.at(), failure.message());
    Cure cure;
    if (unanswered) {
      cure = ControlPlaneDeployment.cure(systemNamespace);
    } else if (refused) {
      cure = Cure.of("mend what the message says; the pods are made by themselves then");
    } else {
      cure = Cure.of("it is not injection that refuses the pods: mend what the message says");
    }
    return new Cause(
        refused ? Cause.Code.PODS_REFUSED : Cause.Code.PODS_NOT_CREATED,
        Cause.Certainty.CERTAIN,
        sentence,
        cure);
  }

  private static Optional<Failure> latest(ApiObject workload, KnownObjects known) {
    var makers = new ArrayList<ApiObject>(List.of(workload));
    Stream.of(
            known.ownedBy(workload, "apps", "ReplicaSet"), known.ownedBy(workload, "batch", "Job"))
        .flatMap(made -> made)
        .forEach(makers::add);
    return makers.stream()
        .flatMap(maker -> failures(maker, known))
        .max(Comparator.comparing(Failure::at));
  }

  private static Stream<Failure> failures(ApiObject maker, KnownObjects known) {
    return known
        .all("", "Event")
        .filter(event -> event.json().path("reason").asText("").equals("FailedCreate"))
        .filter(event -> concerns(event.json().path("involvedObject"), maker))
        .flatMap(event ->
            time(event)
                .map(at -> new Failure(event.json().path("message").asText(""), at, maker))
                .stream());
  }

  private static boolean concerns(JsonNode object, ApiObject maker) {
    String uid = object.path("uid").asText("");
    return object.path("kind").asText("").equals(maker.kind())
        && object.path("name").asText("").equals(maker.name())
        && object.path("namespace").asText("").equals(maker.namespace())
        && (uid.isEmpty() || maker.uid().isEmpty() || uid.equals(maker.uid()));
  }

  private static Optional<Instant> time(ApiObject event) {
    JsonNode json = event.json();
    return Stream.of(
            json.path("series").path("lastObservedTime"),
            json.path("lastTimestamp"),
            json.path("eventTime"),
            json.path("metadata").path("creationTimestamp"))
        .flatMap(time -> ApiObject.instant(time).stream())
        .max(Comparator.naturalOrder());
  }
}
