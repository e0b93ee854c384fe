package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** The difference of two trees as a JSON merge patch (RFC 7396). */
final class MergePatch {
  private MergePatch() {}

  /**
   * What makes one object of the other; empty if they are equal. Lists are replaced as a whole.
   *
   * @param from the part of an object that the caller answers for, as it is stored
   * @param to the same part as it has to be; a field that it lacks is removed
   */
  static Optional<ObjectNode> between(JsonNode from, JsonNode to) {
    ObjectNode patch = difference(from, to);
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }

  private static ObjectNode difference(JsonNode from, JsonNode to) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : to.properties()) {
      JsonNode before = from.path(entry.getKey());
      JsonNode after = entry.getValue();
      if (before.isObject() && after.isObject()) {
        ObjectNode nested = difference(before, after);
        if (!nested.isEmpty()) {
          patch.set(entry.getKey(), nested);
        }
      } else if (!before.equals(after)) {
        patch.set(entry.getKey(), after);
      }
    }
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (!to.has(entry.getKey())) {
        patch.putNull(entry.getKey());
      }
    }
    return patch;
  }
}
