package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.targetref.Item;
import io.higuma.targetref.Merged;

/**
 * Which MeshHTTPRoute each merged rule is of: routes are called by it, and names in a rule are of
 * its zone and namespace. Written into the rules, so that it belongs to what routes follow from.
 */
final class RouteOrigins {
  static final String ORIGIN = "higuma.io/origin";
  static final String POSITION = "higuma.io/position";
  static final String ZONE = "higuma.io/zone";
  static final String NAMESPACE = "higuma.io/namespace";

  private static final String RULES = "rules";
  private static final String MATCHES = "matches";

  private RouteOrigins() {}

  static io.higuma.targetref.Conf in(Merged merged) {
    JsonNode json = merged.conf().json().deepCopy();
    for (JsonNode rule : json.path(RULES)) {
      if (rule instanceof ObjectNode object) {
        merged.origins().forEach(item -> mark(object, item)); // the strongest is the last
      }
    }
    return io.higuma.targetref.Conf.of(json);
  }

  private static void mark(ObjectNode rule, Item item) {
    int position = 0;
    for (JsonNode own : item.conf().path(RULES)) {
      if (own.path(MATCHES).equals(rule.path(MATCHES))) {
        rule.put(ORIGIN, item.policy().kri());
        rule.put(POSITION, position);
        rule.put(ZONE, item.policy().zone());
        rule.put(NAMESPACE, item.policy().namespace());
        return;
      }
      position++;
    }
  }
}
