package io.higuma.universal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceKind.Format;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads objects in the Universal form: {@code type}, {@code mesh}, {@code name}, {@code labels},
 * and either {@code spec} and {@code status}, or, for the older kinds, the fields of the spec
 * beside these.
 */
public final class UniversalObject {
  private static final Set<String> METADATA =
      Set.of("type", "mesh", "name", "labels", "creationTime", "modificationTime", "kri");

  private UniversalObject() {}

  /** What comes of reading one. */
  public sealed interface Reading {
    record Read(MeshObject object) implements Reading {}

    /** A kind that configurations don't follow from; {@code type} as it stands there. */
    record Unknown(String type) implements Reading {}

    record Malformed(List<Violation> violations) implements Reading {
      public Malformed {
        violations = List.copyOf(violations);
      }
    }
  }

  /** Reads one object; everything that is wrong with it is told at once. */
  public static Reading read(JsonNode json) {
    var violations = new ArrayList<Violation>();
    String type = text(json, "type", violations);
    String name = text(json, "name", violations);
    if (type.isEmpty()) {
      return new Reading.Malformed(violations);
    }
    Optional<ResourceKind> kind = ResourceKind.of(type);
    if (kind.isEmpty()) {
      return new Reading.Unknown(type);
    }
    String mesh = kind.get().isInMesh() ? text(json, "mesh", violations) : "";
    SortedMap<String, String> labels = labels(json.path("labels"), violations);
    for (String field : List.of("spec", "status")) {
      JsonNode value = json.path(field);
      if (kind.get().format() == Format.NEW
          && !value.isMissingNode()
          && !value.isNull()
          && !value.isObject()) {
        violations.add(new Violation(FieldPath.of(field), "must be an object"));
      }
    }
    if (!violations.isEmpty()) {
      return new Reading.Malformed(violations);
    }
    return new Reading.Read(
        new MeshObject(
            kind.get(),
            mesh,
            name,
            labels,
            spec(kind.get(), json),
            kind.get().format() == Format.NEW
                ? given(json.path("status"))
                : MissingNode.getInstance()));
  }

  private static String text(JsonNode json, String field, List<Violation> violations) {
    JsonNode value = json.path(field);
    if (value.isTextual() && !value.textValue().isEmpty()) {
      return value.textValue();
    }
    violations.add(
        new Violation(
            FieldPath.of(field),
            value.isMissingNode() || value.isNull() ? "must be set" : "must be text, not empty"));
    return "";
  }

  private static SortedMap<String, String> labels(JsonNode json, List<Violation> violations) {
    var labels = new TreeMap<String, String>();
    if (!json.isMissingNode() && !json.isNull() && !json.isObject()) {
      violations.add(new Violation(FieldPath.of("labels"), "must be an object"));
    }
    json.properties()
        .forEach(label -> {
          if (label.getValue().isTextual()) {
            labels.put(label.getKey(), label.getValue().textValue());
          } else {
            violations.add(
                new Violation(FieldPath.of("labels").key(label.getKey()), "must be text"));
          }
        });
    return labels;
  }

  private static JsonNode spec(ResourceKind kind, JsonNode json) {
    if (kind.format() == Format.NEW || json.path("spec").isObject()) {
      return given(json.path("spec"));
    }
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    json.properties().stream()
        .filter(field -> !METADATA.contains(field.getKey()))
        .forEach(field -> spec.set(field.getKey(), field.getValue()));
    return spec;
  }

  private static JsonNode given(JsonNode node) {
    return node.isNull() ? MissingNode.getInstance() : node;
  }
}
