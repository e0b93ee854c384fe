package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A value of what items say together, and the item that says it.
 *
 * @param path in the conf: {@code http.requestTimeout}, {@code rules[0].default.backendRefs}; empty
 *     for the conf as a whole
 * @param value no object with fields
 */
public record ValueOrigin(String path, JsonNode value, Item item) {
  /**
   * Each value of a merge. A value is that of the strongest item that has its path: what a stronger
   * one took away would not be there.
   */
  public static List<ValueOrigin> of(Merged merged) {
    if (merged.isEmpty()) {
      return List.of();
    }
    var search = new Search(merged.origins());
    ResourceKind kind = merged.origins().getFirst().policy().kind();
    if (kind == ResourceKind.MESH_TRAFFIC_PERMISSION
        && merged.origins().stream().anyMatch(item -> item.field() == Item.Field.RULES)) {
      merged.origins().forEach(item -> search.alone(item, "", item.conf()));
    } else {
      search.visit("", merged.conf().json(), JsonNode::isObject, List.of());
    }
    return List.copyOf(search.found);
  }

  /** How to get from a conf to a value. */
  private sealed interface Step {
    /** What is there, the strongest first. */
    Stream<JsonNode> in(JsonNode parent);

    record Field(String name) implements Step {
      @Override
      public Stream<JsonNode> in(JsonNode parent) {
        return Stream.of(parent.path(name)).filter(value -> !value.isMissingNode());
      }
    }

    /** A rule of a route is known by what it matches; the first of a list wins. */
    record RuleOf(String matches) implements Step {
      @Override
      public Stream<JsonNode> in(JsonNode parent) {
        return parent
            .valueStream()
            .filter(rule -> Conf.canonical(rule.path("matches")).equals(matches));
      }
    }
  }

  /** Whether a value is to be taken apart. */
  private interface Parts {
    boolean has(JsonNode value);
  }

  private static final class Search {
    private static final Set<String> WHOLE = Set.of("requestRate", "connectionRate");

    private final List<Item> items;
    private final List<ValueOrigin> found = new ArrayList<>();

    Search(List<Item> items) {
      this.items = items;
    }

    void visit(String path, JsonNode value, Parts parts, List<Step> steps) {
      if (!parts.has(value) || value.isEmpty()) {
        add(path, value, steps);
        return;
      }
      value
          .properties()
          .forEach(field -> {
            String name = field.getKey();
            String at = path.isEmpty() ? name : path + "." + name;
            List<Step> further = with(steps, new Step.Field(name));
            if (name.startsWith("append") && isJoined(field.getValue(), further)) {
              joined(at, further);
            } else if (isRoutes() && steps.isEmpty() && name.equals("rules")) {
              rules(at, field.getValue(), further);
            } else {
              visit(
                  at,
                  field.getValue(),
                  WHOLE.contains(name) ? whole -> false : JsonNode::isObject,
                  further);
            }
          });
    }

    private boolean isRoutes() {
      return items.getFirst().policy().kind() == ResourceKind.MESH_HTTP_ROUTE;
    }

    private void rules(String path, JsonNode rules, List<Step> steps) {
      int index = 0;
      for (JsonNode rule : rules) {
        Step step = new Step.RuleOf(Conf.canonical(rule.path("matches")));
        visit("%s[%d]".formatted(path, index), rule, JsonNode::isObject, with(steps, step));
        index++;
      }
    }

    /** Whether a list is what all items have. */
    private boolean isJoined(JsonNode list, List<Step> steps) {
      return list.isArray()
          && !list.isEmpty()
          && items.stream().flatMap(item -> at(item, steps).stream()).mapToInt(JsonNode::size).sum()
              == list.size();
    }

    /** Each element of it is of the policy that has it. */
    private void joined(String path, List<Step> steps) {
      int index = 0;
      for (Item item : items) {
        for (JsonNode list : at(item, steps).reversed()) {
          for (JsonNode element : list) {
            found.add(new ValueOrigin("%s[%d]".formatted(path, index++), element, item));
          }
        }
      }
    }

    private void add(String path, JsonNode value, List<Step> steps) {
      for (Item item : items.reversed()) {
        if (!at(item, steps).isEmpty()) {
          found.add(new ValueOrigin(path, value, item));
          return;
        }
      }
    }

    /** What one item says of its own, not merged with others. */
    void alone(Item item, String path, JsonNode value) {
      if (value.isObject() && !value.isEmpty()) {
        value
            .properties()
            .forEach(field ->
                alone(
                    item,
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue()));
      } else if (value instanceof ArrayNode list && !list.isEmpty()) {
        for (int i = 0; i < list.size(); i++) {
          found.add(new ValueOrigin("%s[%d]".formatted(path, i), list.get(i), item));
        }
      } else {
        found.add(new ValueOrigin(path, value, item));
      }
    }

    private static List<JsonNode> at(Item item, List<Step> steps) {
      Stream<JsonNode> values = Stream.of(item.conf()).filter(JsonNode::isObject);
      for (Step step : steps) {
        values = values.flatMap(step::in);
      }
      return values.toList();
    }

    private static List<Step> with(List<Step> steps, Step more) {
      var all = new ArrayList<>(steps);
      all.add(more);
      return List.copyOf(all);
    }
  }
}
