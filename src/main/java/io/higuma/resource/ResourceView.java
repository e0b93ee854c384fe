package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import java.util.Map;

/**
 * An object of one of our kinds, as validators read it. What a user left out, or gave a wrong type,
 * reads as empty or missing: a view never throws.
 *
 * @param object as it is stored, metadata included; belongs to somebody else, so it is not changed
 */
public record ResourceView(ResourceKind kind, JsonNode object) {
  /** Empty for an object that the API server has still to name. */
  public String name() {
    return text(metadata().path("name"));
  }

  /** Empty for a cluster-scoped object. */
  public String namespace() {
    return text(metadata().path("namespace"));
  }

  /** What users know it by: the name, unless it came from another control plane. */
  public String displayName() {
    return LabelView.displayName(metadata());
  }

  /**
   * The mesh that it is in: of the legacy format the field {@code mesh}, which may be empty; of the
   * new one the label, or {@code default}. Empty for kinds that are in no mesh.
   */
  public String mesh() {
    if (!kind.isInMesh()) {
      return "";
    }
    return switch (kind.format()) {
      case LEGACY -> text(object.path("mesh"));
      case NEW -> {
        String mesh = label(Labels.MESH.name());
        yield mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
      }
    };
  }

  /** Labels, and the annotations that are labels too long for Kubernetes; without display name. */
  public Map<String, String> labels() {
    return LabelView.of(metadata());
  }

  /** One of {@link #labels()}; empty if there is none. */
  public String label(String key) {
    return LabelView.label(metadata(), key);
  }

  /** Missing if there is none. */
  public JsonNode spec() {
    JsonNode spec = object.path("spec");
    return spec.isNull() ? MissingNode.getInstance() : spec;
  }

  /** Missing if there is none. */
  public JsonNode metadata() {
    return object.path("metadata");
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }
}
