package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.inject.PodDraft;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The match conditions of a webhook. They are programs in CEL, which is not evaluated here: those
 * of Higuma's own webhooks are known by their text, of others it is only said that they are there.
 */
final class MatchConditions {
  private static final String KEY = Labels.SIDECAR_INJECTION.name();

  private static final Map<String, Predicate<PodDraft>> KNOWN =
      Map.of(
          "has(object.metadata.annotations) && '"
              + KEY
              + "' in object.metadata.annotations && !(object.metadata.annotations['"
              + KEY
              + "'] in ['disabled', 'false', 'no'])",
          MatchConditions::asksByAnnotation,
          "!has(object.metadata.labels) || !('" + KEY + "' in object.metadata.labels)",
          pod -> !pod.labels().containsKey(KEY));

  private MatchConditions() {}

  /**
   * What is to be said of the conditions.
   *
   * @param unmet names of conditions that the pod does not meet
   * @param unknown names of conditions that were not evaluated
   */
  record Result(List<String> unmet, List<String> unknown) {}

  static Result of(JsonNode conditions, PodDraft pod) {
    var unmet = new ArrayList<String>();
    var unknown = new ArrayList<String>();
    for (JsonNode condition : conditions) {
      String name = condition.path("name").asText();
      Predicate<PodDraft> known = KNOWN.get(written(condition.path("expression").asText()));
      if (known == null) {
        unknown.add(name);
      } else if (!known.test(pod)) {
        unmet.add(name);
      }
    }
    return new Result(unmet, unknown);
  }

  /** Line breaks mean nothing in CEL, and YAML folds them this way and that. */
  private static String written(String expression) {
    return expression.strip().replaceAll("\\s+", " ");
  }

  private static boolean asksByAnnotation(PodDraft pod) {
    String value = pod.annotations().get(Annotations.SIDECAR_INJECTION.name());
    return value != null && !Set.of("disabled", "false", "no").contains(value);
  }
}
