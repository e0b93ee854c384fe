package io.higuma.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What a new form of a CustomResourceDefinition takes from those who use the one before: objects
 * that were valid and no longer are, and fields that would be dropped. What is added is no matter.
 */
final class CrdChanges {
  private static final String NAMES = "names";
  private static final String OPEN = "x-kubernetes-preserve-unknown-fields";
  private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

  private static final List<String> IDENTITY =
      List.of("/group", "/scope", "/" + NAMES + "/kind", "/" + NAMES + "/plural");

  private static final List<Bound> BOUNDS =
      List.of(
          new Bound("minimum", Side.LOWER),
          new Bound("minLength", Side.LOWER),
          new Bound("minItems", Side.LOWER),
          new Bound("minProperties", Side.LOWER),
          new Bound("maximum", Side.UPPER),
          new Bound("maxLength", Side.UPPER),
          new Bound("maxItems", Side.UPPER),
          new Bound("maxProperties", Side.UPPER));

  /** Of two different ones nothing tells which lets more in, so any change counts. */
  private static final List<String> OPAQUE =
      List.of(
          "pattern",
          "format",
          "multipleOf",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "uniqueItems",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "allOf",
          "anyOf",
          "oneOf",
          "not");

  private final List<String> found = new ArrayList<>();

  private enum Side {
    LOWER,
    UPPER
  }

  private record Bound(String key, Side side) {
    boolean isNarrower(double before, double after) {
      return side == Side.LOWER ? after > before : after < before;
    }
  }

  private CrdChanges() {}

  /** A sentence for each change, which begins with the path; none if all are additive. */
  static List<String> breaking(JsonNode before, JsonNode after) {
    var changes = new CrdChanges();
    changes.definition(
        before.at("/metadata/name").asText(), before.path("spec"), after.path("spec"));
    return List.copyOf(changes.found);
  }

  private void definition(String path, JsonNode before, JsonNode after) {
    for (String field : IDENTITY) {
      if (!before.at(field).equals(after.at(field))) {
        tell(
            path + field.replace('/', '.'),
            "is %s and was %s".formatted(after.at(field), before.at(field)));
      }
    }
    for (JsonNode version : before.path("versions")) {
      String name = version.path("name").asText();
      String at = path + " " + name;
      Optional<JsonNode> now = version(after, name);
      if (now.isEmpty()) {
        tell(at, "the version is removed");
      } else if (version.path("served").asBoolean() && !now.get().path("served").asBoolean()) {
        tell(at, "the version is no longer served");
      } else {
        subresources(at, version.path("subresources"), now.get().path("subresources"));
        String schema = "/schema/openAPIV3Schema";
        schema(at + " ", version.at(schema), now.get().at(schema));
      }
    }
  }

  private static Optional<JsonNode> version(JsonNode spec, String name) {
    return StreamSupport.stream(spec.path("versions").spliterator(), false)
        .filter(version -> version.path("name").asText().equals(name))
        .findFirst();
  }

  /** A new status subresource takes the status from those who write whole objects. */
  private void subresources(String path, JsonNode before, JsonNode after) {
    for (String name : List.of("status", "scale")) {
      if (before.has(name) && !after.has(name)) {
        tell(path, "the subresource %s is removed".formatted(name));
      }
    }
    if (!before.has("status") && after.has("status")) {
      tell(path, "the subresource status is new: who writes the whole object no longer writes it");
    }
  }

  private void schema(String path, JsonNode before, JsonNode after) {
    type(path, before, after);
    if (before.path(OPEN).asBoolean() && !after.path(OPEN).asBoolean()) {
      tell(path, "fields that it does not name are dropped now");
    }
    if (before.path("nullable").asBoolean() && !after.path("nullable").asBoolean()) {
      tell(path, "may no longer be null");
    }
    values(path, before, after);
    for (Bound bound : BOUNDS) {
      bound(path, bound, before, after);
    }
    for (String key : OPAQUE) {
      if (after.has(key) && !after.get(key).equals(before.path(key))) {
        tell(path, "%s is %s and was %s".formatted(key, after.get(key), orNone(before.path(key))));
      }
    }
    rules(path, before, after);
    required(path, before, after);
    children(path, before, after);
  }

  private void type(String path, JsonNode before, JsonNode after) {
    String was = before.path("type").asText();
    String is = after.path("type").asText();
    boolean isWider =
        is.equals(was)
            || (is.equals("number") && was.equals("integer"))
            || (is.isEmpty() && after.path(OPEN).asBoolean())
            || (after.path(INT_OR_STRING).asBoolean() && !was.equals("object"));
    if (!isWider) {
      tell(path, "is of type %s and was %s".formatted(orNone(is), orNone(was)));
    }
  }

  private void values(String path, JsonNode before, JsonNode after) {
    if (!after.has("enum")) {
      return;
    }
    if (!before.has("enum")) {
      tell(path, "may only be one of %s now".formatted(after.get("enum")));
      return;
    }
    List<JsonNode> now = StreamSupport.stream(after.get("enum").spliterator(), false).toList();
    for (JsonNode value : before.get("enum")) {
      if (!now.contains(value)) {
        tell(path, "may no longer be %s".formatted(value));
      }
    }
  }

  private void bound(String path, Bound bound, JsonNode before, JsonNode after) {
    if (after.has(bound.key())
        && (!before.has(bound.key())
            || bound.isNarrower(
                before.get(bound.key()).asDouble(), after.get(bound.key()).asDouble()))) {
      tell(
          path,
          "%s is %s and was %s"
              .formatted(bound.key(), after.get(bound.key()), orNone(before.path(bound.key()))));
    }
  }

  private void rules(String path, JsonNode before, JsonNode after) {
    String key = "x-kubernetes-validations";
    List<String> known = before.path(key).findValuesAsText("rule");
    for (JsonNode rule : after.path(key)) {
      String text = rule.path("rule").asText();
      if (!known.contains(text)) {
        tell(path, "has a new rule: %s".formatted(text));
      }
    }
  }

  /** What has a default is never missing. */
  private void required(String path, JsonNode before, JsonNode after) {
    List<String> known = texts(before.path("required"));
    for (String name : texts(after.path("required"))) {
      if (!known.contains(name) && !after.path("properties").path(name).has("default")) {
        tell(child(path, name), "is required now");
      }
    }
  }

  private void children(String path, JsonNode before, JsonNode after) {
    for (Map.Entry<String, JsonNode> property : before.path("properties").properties()) {
      String at = child(path, property.getKey());
      JsonNode now = after.path("properties").path(property.getKey());
      if (!now.isMissingNode()) {
        schema(at, property.getValue(), now);
      } else if (!after.path(OPEN).asBoolean()) {
        tell(at, "is removed: its values would be dropped");
      }
    }
    if (before.has("items") && after.has("items")) {
      schema(path + "[]", before.get("items"), after.get("items"));
    }
    JsonNode anyName = before.path("additionalProperties");
    JsonNode anyNameNow = after.path("additionalProperties");
    if (anyName.isObject() && anyNameNow.isObject()) {
      schema(path + "[*]", anyName, anyNameNow);
    } else if (!anyName.isMissingNode()
        && anyNameNow.isMissingNode()
        && !after.path(OPEN).asBoolean()) {
      tell(path, "keys that it does not name are dropped now");
    }
  }

  private static String child(String path, String name) {
    return path.endsWith(" ") ? path + name : path + "." + name;
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Object orNone(JsonNode value) {
    return value.isMissingNode() ? "none" : value;
  }

  private static String orNone(String value) {
    return value.isEmpty() ? "none" : value;
  }

  private void tell(String path, String sentence) {
    found.add(path.strip() + ": " + sentence);
  }
}
