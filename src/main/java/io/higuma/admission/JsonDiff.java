package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.PodEdit;
import java.util.List;
import java.util.Map;

/** What has changed between two JSON trees. Lists are one value: they change as a whole. */
final class JsonDiff {
  private JsonDiff() {}

  /**
   * Adds the operations that make one tree of the other.
   *
   * @param path an RFC 6901 pointer to where the trees stand
   * @param before missing if there was none
   * @param after missing if there is none
   */
  static void add(String path, JsonNode before, JsonNode after, List<PodEdit> edits) {
    if (before.equals(after)) {
      return;
    }
    if (before.isMissingNode()) {
      edits.add(new PodEdit("add", path, after));
    } else if (after.isMissingNode()) {
      edits.add(new PodEdit("remove", path, MissingNode.getInstance()));
    } else if (before instanceof ObjectNode old && after instanceof ObjectNode young) {
      addFields(path, old, young, edits);
    } else {
      edits.add(new PodEdit("replace", path, after));
    }
  }

  private static void addFields(
      String path, ObjectNode before, ObjectNode after, List<PodEdit> edits) {
    for (Map.Entry<String, JsonNode> field : before.properties()) {
      add(pointer(path, field.getKey()), field.getValue(), after.path(field.getKey()), edits);
    }
    for (Map.Entry<String, JsonNode> field : after.properties()) {
      if (!before.has(field.getKey())) {
        edits.add(new PodEdit("add", pointer(path, field.getKey()), field.getValue()));
      }
    }
  }

  private static String pointer(String path, String field) {
    return path + "/" + field.replace("~", "~0").replace("/", "~1");
  }
}
