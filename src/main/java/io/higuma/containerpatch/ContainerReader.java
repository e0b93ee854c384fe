package io.higuma.containerpatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.Container;
import io.higuma.units.ResourceQuantity;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a patched document back as a Kubernetes container: fields that a container does not have
 * are dropped, a wrong type is a mistake, quantities become canonical.
 */
final class ContainerReader {
  private static final ObjectMapper STRICT = strictMapper();

  /**
   * What Kubernetes writes for an element of these lists that is null: padding by an add beyond the
   * end.
   */
  private static final Map<String, List<String>> REQUIRED_OF_PADDING =
      Map.of(
          "ports", List.of("containerPort"),
          "env", List.of("name"),
          "volumeMounts", List.of("name", "mountPath"));

  private static final List<String> AMOUNTS = List.of("limits", "requests");

  /** Fields that Kubernetes prints even when they are zero, or for which zero says something. */
  private static final Set<String> PRINTED_WHEN_ZERO =
      Set.of(
          "containerPort",
          "devicePath",
          "fieldPath",
          "key",
          "mountPath",
          "name",
          "optional",
          "port",
          "resource",
          "seconds",
          "service",
          "terminationGracePeriodSeconds");

  private ContainerReader() {}

  static ContainerPatchApplier.Result read(
      ObjectNode document, List<CheckedPatch> patches, PatchTarget target) {
    REQUIRED_OF_PADDING.forEach((field, required) -> fillPadding(document, field, required));
    for (String amounts : AMOUNTS) {
      if (document.path("resources").get(amounts) instanceof ObjectNode quantities) {
        quantities.removeIf(JsonNode::isNull);
      }
    }
    try {
      Container container = STRICT.treeToValue(document, Container.class);
      ObjectNode read = STRICT.valueToTree(container);
      AMOUNTS.forEach(amounts -> canonicalQuantities(read, amounts));
      dropZeros(read);
      return new ContainerPatchApplier.Result.Patched(read);
    } catch (JsonProcessingException e) {
      return new ContainerPatchApplier.Result.Failed(List.of(wrongType(e, patches, target)));
    } catch (IllegalArgumentException e) {
      return new ContainerPatchApplier.Result.Failed(
          List.of(notAContainer(String.valueOf(e.getMessage()), patches, target)));
    }
  }

  private static void fillPadding(ObjectNode document, String field, List<String> required) {
    if (document.get(field) instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isNull()) {
          ObjectNode padding = document.objectNode();
          required.forEach(key -> padding.put(key, ""));
          if (field.equals("ports")) {
            padding.put("containerPort", 0);
          }
          array.set(i, padding);
        }
      }
    }
  }

  private static void canonicalQuantities(ObjectNode container, String field) {
    if (container.path("resources").get(field) instanceof ObjectNode amounts) {
      for (Map.Entry<String, JsonNode> entry : amounts.properties()) {
        String text = entry.getValue().asText();
        ResourceQuantity quantity =
            ResourceQuantity.parse(text)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "\"%s\" at /resources/%s/%s is not a quantity"
                            .formatted(text, field, entry.getKey())));
        amounts.put(entry.getKey(), quantity.canonical());
      }
    }
  }

  /** As the API prints a container; in a security context zero and false are choices. */
  private static void dropZeros(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (String field : List.copyOf(object.propertyStream().map(Map.Entry::getKey).toList())) {
        JsonNode value = object.get(field);
        if (isZero(value) && !PRINTED_WHEN_ZERO.contains(field)) {
          object.remove(field);
        } else if (!field.equals("securityContext") && !AMOUNTS.contains(field)) {
          dropZeros(value);
        }
      }
    } else {
      node.forEach(ContainerReader::dropZeros);
    }
  }

  private static boolean isZero(JsonNode value) {
    return (value.isNumber() && value.asDouble() == 0)
        || (value.isBoolean() && !value.booleanValue())
        || (value.isTextual() && value.textValue().isEmpty());
  }

  private static Violation wrongType(
      JsonProcessingException e, List<CheckedPatch> patches, PatchTarget target) {
    String where =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(step ->
                    step.getFieldName() == null
                        ? String.valueOf(step.getIndex())
                        : step.getFieldName())
                .collect(Collectors.joining("/", "/", ""))
            : "/";
    return notAContainer("wrong type at " + where, patches, target);
  }

  private static Violation notAContainer(
      String reason, List<CheckedPatch> patches, PatchTarget target) {
    String names =
        patches.stream().map(patch -> "\"" + patch.name() + "\"").collect(Collectors.joining(" "));
    return new Violation(
        FieldPath.ROOT,
        "the result of spec.%s of ContainerPatches [%s] is not a container: %s; give each field the type that a container has there"
            .formatted(target.field(), names, reason));
  }

  private static ObjectMapper strictMapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .annotationIntrospector(new DroppingUnknownFields())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    for (LogicalType number :
        List.of(LogicalType.Integer, LogicalType.Float, LogicalType.Boolean)) {
      mapper.coercionConfigFor(number).setCoercion(CoercionInputShape.String, CoercionAction.Fail);
    }
    return mapper;
  }

  /** The Kubernetes model keeps unknown fields aside and would print them again. */
  private static final class DroppingUnknownFields extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }
}
