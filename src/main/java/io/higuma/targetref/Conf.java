package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.TreeMap;

/**
 * What policies say, merged. Two are equal if their JSON is, whatever the order of its fields and
 * however its numbers are written, so that one can be the key of what is made from it.
 */
public final class Conf {
  /** Nothing is said. */
  public static final Conf EMPTY = new Conf(JsonNodeFactory.instance.objectNode());

  private final JsonNode json;
  private final String canonical;

  Conf(JsonNode json) {
    this.json = json;
    canonical = canonical(json);
  }

  /** Of JSON that nobody changes afterwards. */
  public static Conf of(JsonNode json) {
    return new Conf(json);
  }

  /** Is not to be changed: others have the same. */
  public JsonNode json() {
    return json;
  }

  /** A field of it; missing if there is none. */
  public JsonNode path(String name) {
    return json.path(name);
  }

  /** The same text for equal JSON. */
  static String canonical(JsonNode json) {
    var text = new StringBuilder();
    write(json, text);
    return text.toString();
  }

  private static void write(JsonNode json, StringBuilder text) {
    if (json.isObject()) {
      var sorted = new TreeMap<String, JsonNode>();
      json.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      char separator = '{';
      for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
        text.append(separator).append(JsonNodeFactory.instance.textNode(entry.getKey()));
        write(entry.getValue(), text.append(':'));
        separator = ',';
      }
      text.append(sorted.isEmpty() ? "{}" : "}");
    } else if (json.isArray()) {
      text.append('[');
      json.forEach(
          element -> write(element, text.append(text.charAt(text.length() - 1) == '[' ? "" : ",")));
      text.append(']');
    } else if (json.isNumber()) {
      text.append(json.decimalValue().stripTrailingZeros().toPlainString());
    } else {
      text.append(json);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conf conf && canonical.equals(conf.canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  /** As JSON with sorted fields. */
  @Override
  public String toString() {
    return canonical;
  }
}
