package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** The fields that the schema of a CustomResourceDefinition keeps; others are lost on writing. */
final class SchemaFields {
  private static final int DEPTH = 4;

  private SchemaFields() {}

  /** Those of one schema that another would lose: {@code spec.targetRef}, the outermost of each. */
  static Set<String> missing(JsonNode wanted, JsonNode stored) {
    var missing = new TreeSet<String>();
    compare(wanted, stored, "", DEPTH, missing);
    return missing;
  }

  private static void compare(
      JsonNode wanted, JsonNode stored, String path, int depth, Set<String> missing) {
    if (depth == 0 || stored.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      return;
    }
    if (!stored.has("properties") && stored.has("additionalProperties")) {
      return;
    }
    wanted
        .path("properties")
        .properties()
        .forEach(field -> {
          String place = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
          JsonNode there = stored.path("properties").path(field.getKey());
          if (there.isMissingNode()) {
            missing.add(place);
          } else {
            compare(field.getValue(), there, place, depth - 1, missing);
          }
        });
    if (wanted.has("items") && stored.has("items")) {
      compare(wanted.path("items"), stored.path("items"), path + "[]", depth, missing);
    }
  }
}
