package io.higuma.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.stream.Collectors;

/** Reads an object as one of the model's classes. */
final class TypedObject {
  private TypedObject() {}

  /**
   * The object; it has metadata and a name.
   *
   * @param reader which fields count
   * @throws InputException when a field does not have its type; the message names the field
   */
  static <T extends HasMetadata> T of(Document document, Class<T> type, ObjectMapper reader)
      throws InputException {
    if (!(document.object().path("metadata") instanceof ObjectNode) || document.name().isEmpty()) {
      throw document.refused("metadata.name has to be set");
    }
    try {
      return reader.treeToValue(document.object(), type);
    } catch (JsonMappingException e) {
      throw document.refused(path(e) + ": " + reason(e));
    } catch (JsonProcessingException e) {
      throw document.refused(e.getOriginalMessage());
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(step ->
            step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  /** Without the names of our classes, which say nothing to a user. */
  private static String reason(JsonMappingException e) {
    String message = e.getOriginalMessage().lines().findFirst().orElse("");
    return message.contains("java.") || message.contains("io.") || message.contains("token")
        ? "has a value of the wrong type"
        : message;
  }
}
