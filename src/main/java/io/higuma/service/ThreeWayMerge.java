package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What becomes of an object that several write, when one of them wants something else than before.
 * Its fields are as it wants them, those that it no longer wants are gone, and all others stay: the
 * defaults of the API server, and what users and other controllers add.
 */
final class ThreeWayMerge {
  /** Lists of objects, and the field by which the API server tells their elements apart. */
  private static final Map<String, String> KEYS =
      Map.of(
          "containers", "name",
          "env", "name",
          "ownerReferences", "uid",
          "ports", "port",
          "sysctls", "name",
          "volumeMounts", "mountPath",
          "volumes", "name");

  private ThreeWayMerge() {}

  /**
   * @param last what we wanted the last time; empty if there was none
   * @param stored is left as it is
   */
  static ObjectNode of(JsonNode last, ObjectNode wanted, JsonNode stored) {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : stored.properties()) {
      String field = entry.getKey();
      JsonNode kept = field(field, last.path(field), wanted.path(field), entry.getValue());
      if (!kept.isMissingNode()) {
        merged.set(field, kept);
      }
    }
    for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
      if (!merged.has(entry.getKey())) {
        merged.set(entry.getKey(), entry.getValue());
      }
    }
    return merged;
  }

  /** Missing if the field goes. */
  private static JsonNode field(String name, JsonNode last, JsonNode wanted, JsonNode stored) {
    if (wanted.isMissingNode()) {
      return last.isMissingNode() ? stored : rest(name, last, stored);
    }
    if (wanted instanceof ObjectNode object && stored.isObject()) {
      return of(last, object, stored);
    }
    if (wanted.isArray() && stored.isArray() && KEYS.containsKey(name)) {
      return list(name, last, wanted, stored);
    }
    return wanted;
  }

  /** What others have in a field that was ours. */
  private static JsonNode rest(String name, JsonNode last, JsonNode stored) {
    if (last.isObject() && stored.isObject()) {
      ObjectNode rest = of(last, JsonNodeFactory.instance.objectNode(), stored);
      return rest.isEmpty() ? MissingNode.getInstance() : rest;
    }
    if (last.isArray() && stored.isArray() && KEYS.containsKey(name)) {
      JsonNode rest = list(name, last, JsonNodeFactory.instance.arrayNode(), stored);
      return rest.isEmpty() ? MissingNode.getInstance() : rest;
    }
    return MissingNode.getInstance();
  }

  private static ArrayNode list(String name, JsonNode last, JsonNode wanted, JsonNode stored) {
    Map<String, JsonNode> before = byKey(name, last);
    Map<String, JsonNode> after = byKey(name, wanted);
    ArrayNode merged = JsonNodeFactory.instance.arrayNode();
    for (Map.Entry<String, JsonNode> entry : byKey(name, stored).entrySet()) {
      String key = entry.getKey();
      if (after.remove(key) instanceof ObjectNode ours) {
        merged.add(of(before.getOrDefault(key, MissingNode.getInstance()), ours, entry.getValue()));
      } else if (!before.containsKey(key) && !isOursAlone(name)) {
        merged.add(entry.getValue());
      }
    }
    return merged.addAll(after.values());
  }

  /** A port that no listener has leads nowhere, whoever added it. */
  private static boolean isOursAlone(String list) {
    return list.equals("ports");
  }

  private static Map<String, JsonNode> byKey(String list, JsonNode elements) {
    var found = new LinkedHashMap<String, JsonNode>();
    elements.forEach(
        element -> found.put(element.path(KEYS.getOrDefault(list, "")).asText(), element));
    return found;
  }
}
