package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.validation.FieldPath;
import java.util.List;
import java.util.Optional;

/** Tells the pods that run on nodes with Windows only. */
public final class WindowsPods {
  private static final String WINDOWS = "windows";

  /** The second is of old nodes, and works still. */
  private static final List<String> OS_LABELS =
      List.of("kubernetes.io/os", "beta.kubernetes.io/os");

  private WindowsPods() {}

  /**
   * Finds what asks for Windows.
   *
   * @param spec of the pod, of any shape
   * @return the field; empty for pods that may run elsewhere
   */
  public static Optional<FieldPath> sign(JsonNode spec) {
    if (isWindows(spec.path("os").path("name"))) {
      return Optional.of(FieldPath.of("spec.os.name"));
    }
    for (String label : OS_LABELS) {
      if (isWindows(spec.path("nodeSelector").path(label))) {
        return Optional.of(FieldPath.of("spec.nodeSelector").key(label));
      }
    }
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    JsonNode terms =
        spec.path("affinity").path("nodeAffinity").path(required).path("nodeSelectorTerms");
    return !terms.isEmpty() && terms.valueStream().allMatch(WindowsPods::demandsWindows)
        ? Optional.of(FieldPath.of("spec.affinity.nodeAffinity").field(required))
        : Optional.empty();
  }

  /** One of several terms is enough for a node, so each has to. */
  private static boolean demandsWindows(JsonNode term) {
    return term.path("matchExpressions")
        .valueStream()
        .anyMatch(expression ->
            OS_LABELS.contains(expression.path("key").asText())
                && expression.path("operator").asText().equals("In")
                && expression.path("values").size() == 1
                && isWindows(expression.path("values").path(0)));
  }

  private static boolean isWindows(JsonNode value) {
    return value.asText("").equals(WINDOWS);
  }
}
