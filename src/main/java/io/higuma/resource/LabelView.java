package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Annotations;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The labels of an object as the mesh sees them. Some have values longer than the 63 characters of
 * a label in Kubernetes, and are stored as annotations.
 */
public final class LabelView {
  private static final String DISPLAY_NAME = Annotations.DISPLAY_NAME.name();

  /** The labels that are stored as annotations. */
  public static final Set<String> STORED_AS_ANNOTATIONS =
      Set.of(DISPLAY_NAME, Annotations.SERVICE_ACCOUNT.name(), Annotations.WORKLOAD.name());

  private LabelView() {}

  /**
   * The view of a stored object; without the display name, which {@link #displayName} gives.
   *
   * @param metadata of an object in any shape
   */
  static TreeMap<String, String> of(JsonNode metadata) {
    var labels = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> label : metadata.path("labels").properties()) {
      if (label.getValue().isTextual()) {
        labels.put(label.getKey(), label.getValue().textValue());
      }
    }
    return withAnnotations(labels, metadata.path("annotations"));
  }

  private static TreeMap<String, String> withAnnotations(
      TreeMap<String, String> labels, JsonNode annotations) {
    for (String key : STORED_AS_ANNOTATIONS) {
      JsonNode value = annotations.path(key);
      if (value.isTextual() && !key.equals(DISPLAY_NAME)) {
        labels.put(key, value.textValue());
      }
    }
    return labels;
  }

  /** The same of typed metadata. */
  public static TreeMap<String, String> of(
      Map<String, String> labels, Map<String, String> annotations) {
    var view = new TreeMap<>(labels);
    for (String key : STORED_AS_ANNOTATIONS) {
      String value = annotations.get(key);
      if (value != null && !key.equals(DISPLAY_NAME)) {
        view.put(key, value);
      }
    }
    return view;
  }

  /** One label of the view; empty if there is none. */
  static String label(JsonNode metadata, String key) {
    JsonNode annotation =
        STORED_AS_ANNOTATIONS.contains(key) ? metadata.path("annotations").path(key) : metadata;
    JsonNode value = annotation.isTextual() ? annotation : metadata.path("labels").path(key);
    return value.isTextual() ? value.textValue() : "";
  }

  /** The display name of a stored object: its own, or its name. */
  static String displayName(JsonNode metadata) {
    String own = label(metadata, DISPLAY_NAME);
    return own.isEmpty() ? metadata.path("name").asText("") : own;
  }
}
