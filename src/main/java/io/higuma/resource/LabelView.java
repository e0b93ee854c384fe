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
  static Map<String, String> of(JsonNode metadata) {
    return of(texts(metadata.path("labels")), texts(metadata.path("annotations")));
  }

  private static Map<String, String> texts(JsonNode map) {
    var texts = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (entry.getValue().isTextual()) {
        texts.put(entry.getKey(), entry.getValue().textValue());
      }
    }
    return texts;
  }

  /** The same of typed metadata. */
  public static Map<String, String> of(
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

  /**
   * Moves labels of a view to where they are stored.
   *
   * @param labels loses them
   * @param annotations gets them
   */
  public static void split(Map<String, String> labels, Map<String, String> annotations) {
    for (String key : STORED_AS_ANNOTATIONS) {
      String value = labels.remove(key);
      if (value != null) {
        annotations.put(key, value);
      }
    }
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
