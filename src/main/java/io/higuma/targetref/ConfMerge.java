package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.resource.ResourceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Merges configurations, the later winning: objects field by field, all else as a whole. Lists
 * named {@code append…} are joined instead, and rules of MeshHTTPRoutes are merged if they match
 * the same.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">JSON Merge Patch</a>
 */
final class ConfMerge {
  /** Half of one rate and half of another make no rate. */
  private static final Set<String> WHOLE = Set.of("requestRate", "connectionRate");

  private static final String RULES = "rules";
  private static final String MATCHES = "matches";
  private static final String DEFAULT = "default";

  private ConfMerge() {}

  /** Merges what items of this kind say, the strongest last. */
  static Conf of(ResourceKind kind, List<JsonNode> confs) {
    JsonNode merged = JsonNodeFactory.instance.objectNode();
    for (JsonNode conf : confs) {
      if (!conf.isObject()) {
        continue; // it says nothing, and takes nothing from what others say
      }
      JsonNode weaker = merged;
      merged = merged(weaker, conf);
      if (kind == ResourceKind.MESH_HTTP_ROUTE && merged instanceof ObjectNode object) {
        object.set(RULES, rules(weaker.path(RULES), conf.path(RULES)));
      }
    }
    return new Conf(merged);
  }

  private static JsonNode merged(JsonNode weaker, JsonNode stronger) {
    if (!(weaker instanceof ObjectNode base) || !(stronger instanceof ObjectNode patch)) {
      return stronger.deepCopy();
    }
    ObjectNode result = base.deepCopy();
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      result.set(
          entry.getKey(), field(entry.getKey(), base.path(entry.getKey()), entry.getValue()));
    }
    return result;
  }

  private static JsonNode field(String name, JsonNode weaker, JsonNode stronger) {
    if (name.startsWith("append") && weaker.isArray() && stronger.isArray()) {
      ArrayNode joined = weaker.deepCopy();
      stronger.forEach(element -> joined.add(element.deepCopy()));
      return joined;
    }
    return WHOLE.contains(name) ? stronger.deepCopy() : merged(weaker, stronger);
  }

  /** The first rule of a list wins, so those of the stronger policy come first. */
  private static ArrayNode rules(JsonNode weaker, JsonNode stronger) {
    var byMatches = new LinkedHashMap<String, ObjectNode>();
    stronger.forEach(rule -> addRule(rule, byMatches));
    weaker.forEach(rule -> addRule(rule, byMatches));
    ArrayNode rules = JsonNodeFactory.instance.arrayNode();
    byMatches.values().forEach(rules::add);
    return rules;
  }

  private static void addRule(JsonNode rule, Map<String, ObjectNode> byMatches) {
    if (!(rule instanceof ObjectNode object)) {
      return;
    }
    ObjectNode stronger = byMatches.get(Conf.canonical(rule.path(MATCHES)));
    if (stronger == null) {
      byMatches.put(Conf.canonical(rule.path(MATCHES)), object.deepCopy());
    } else {
      stronger.set(DEFAULT, merged(object.path(DEFAULT), stronger.path(DEFAULT)));
    }
  }
}
