package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Labels;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What must be right about an object of any kind. */
public final class CommonRules {
  private static final Pattern MESH_NAME = Pattern.compile("[0-9a-z._-]*");
  private static final int MAX_MESH_NAME = 253;

  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final FieldPath MESH = FieldPath.of("mesh");

  private CommonRules() {}

  /**
   * What has another type than the Kubernetes API gives it, so that the object can't be read. The
   * API server sends no such object.
   */
  public static List<Violation> shape(JsonNode object) {
    var violations = new ArrayList<Violation>();
    JsonNode metadata = object.path("metadata");
    if (!metadata.isObject()) {
      violations.add(new Violation(METADATA, "must be an object"));
      return violations;
    }
    for (String field : List.of("name", "namespace", "generateName")) {
      checkText(metadata.path(field), METADATA.field(field), violations);
    }
    checkTexts(metadata.path("labels"), METADATA.field("labels"), violations);
    checkTexts(metadata.path("annotations"), METADATA.field("annotations"), violations);
    JsonNode owners = metadata.path("ownerReferences");
    if (!isAbsent(owners) && !owners.isArray()) {
      violations.add(new Violation(METADATA.field("ownerReferences"), "must be a list"));
    }
    checkText(object.path("mesh"), MESH, violations);
    return violations;
  }

  private static void checkTexts(JsonNode map, FieldPath at, List<Violation> violations) {
    if (isAbsent(map)) {
      return;
    }
    if (!map.isObject()) {
      violations.add(new Violation(at, "must be an object"));
      return;
    }
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!entry.getValue().isTextual()) {
        violations.add(new Violation(at.key(entry.getKey()), "must be a text, in quotes"));
      }
    }
  }

  private static void checkText(JsonNode node, FieldPath at, List<Violation> violations) {
    if (!isAbsent(node) && !node.isTextual()) {
      violations.add(new Violation(at, "must be a text, in quotes"));
    }
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** Whether the mesh can be the name of one. It need not exist. */
  public static List<Violation> mesh(ResourceView object) {
    if (!object.kind().isInMesh()) {
      return List.of();
    }
    String mesh = object.mesh();
    if (mesh.isEmpty()) {
      return List.of(new Violation(MESH, "cannot be empty"));
    }
    if (mesh.length() > MAX_MESH_NAME) {
      return List.of(new Violation(MESH, "cannot be longer than " + MAX_MESH_NAME + " characters"));
    }
    return MESH_NAME.matcher(mesh).matches()
        ? List.of()
        : List.of(
            new Violation(
                MESH,
                "invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_', '.' symbols."));
  }

  /** Whether the origin, if it is said, is one. */
  public static List<Violation> origin(ResourceView object) {
    String key = Labels.ORIGIN.name();
    JsonNode origin = object.metadata().path("labels").path(key);
    return switch (origin.asText("zone")) {
      case "zone", "global" -> List.of();
      default ->
          List.of(
              new Violation(
                  FieldPath.of("labels").key(key),
                  "unknown resource origin \"%s\"".formatted(origin.asText())));
    };
  }
}
