package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A label selector of the Kubernetes API.
 *
 * @param json a missing node selects everything
 */
public record LabelSelector(JsonNode json) {
  /** The first requirement that these labels do not meet, in words; empty when all are met. */
  public Optional<String> unmet(Map<String, String> labels) {
    for (Map.Entry<String, String> wanted : ApiObject.texts(json.path("matchLabels")).entrySet()) {
      if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
        return Optional.of("%s is not %s".formatted(wanted.getKey(), wanted.getValue()));
      }
    }
    for (JsonNode requirement : json.path("matchExpressions")) {
      if (!isMet(requirement, labels)) {
        return Optional.of(unmet(requirement));
      }
    }
    return Optional.empty();
  }

  /** As the query of a list takes it: {@code app=web,tier in (a,b)}. */
  String query() {
    return Stream.concat(
            ApiObject.texts(json.path("matchLabels")).entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue()),
            json.path("matchExpressions").valueStream().map(LabelSelector::query))
        .collect(Collectors.joining(","));
  }

  private static String query(JsonNode requirement) {
    String key = requirement.path("key").asText();
    String values = "(" + String.join(",", values(requirement)) + ")";
    return switch (requirement.path("operator").asText()) {
      case "In" -> key + " in " + values;
      case "NotIn" -> key + " notin " + values;
      case "DoesNotExist" -> "!" + key;
      default -> key;
    };
  }

  private static boolean isMet(JsonNode requirement, Map<String, String> labels) {
    String key = requirement.path("key").asText();
    String value = labels.get(key);
    return switch (requirement.path("operator").asText()) {
      case "In" -> value != null && values(requirement).contains(value);
      case "NotIn" -> value == null || !values(requirement).contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }

  private static String unmet(JsonNode requirement) {
    String key = requirement.path("key").asText();
    String values = String.join(", ", values(requirement));
    return switch (requirement.path("operator").asText()) {
      case "In" -> "%s is not one of %s".formatted(key, values);
      case "NotIn" -> "%s is one of %s".formatted(key, values);
      case "Exists" -> "%s is not set".formatted(key);
      case "DoesNotExist" -> "%s is set".formatted(key);
      default -> "the operator of %s is not known".formatted(key);
    };
  }

  private static List<String> values(JsonNode requirement) {
    return requirement.path("values").valueStream().map(JsonNode::asText).toList();
  }
}
