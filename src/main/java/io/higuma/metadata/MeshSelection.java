package io.higuma.metadata;

import java.util.Map;
import java.util.Optional;

/**
 * The mesh that a pod, or another object of a namespace, asks for.
 *
 * @param mesh never empty
 * @param source what names it
 */
public record MeshSelection(String mesh, Source source) {
  public static final String DEFAULT_MESH = "default";

  /** Where a mesh can be named, strongest first. */
  public enum Source {
    LABEL,
    ANNOTATION,
    NAMESPACE_LABEL,
    NAMESPACE_ANNOTATION,
    /** Nobody names one. */
    NONE
  }

  /** Whether a label or annotation names it, even if it names the default mesh. */
  public boolean explicit() {
    return source != Source.NONE;
  }

  /**
   * The first of these that is not empty: label of the object, its annotation, those of its
   * namespace.
   */
  public static MeshSelection of(
      Map<String, String> labels,
      Map<String, String> annotations,
      Map<String, String> namespaceLabels,
      Map<String, String> namespaceAnnotations) {
    return named(labels, Labels.MESH, Source.LABEL)
        .or(() -> named(annotations, Annotations.MESH, Source.ANNOTATION))
        .or(() -> named(namespaceLabels, Labels.MESH, Source.NAMESPACE_LABEL))
        .or(() -> named(namespaceAnnotations, Annotations.MESH, Source.NAMESPACE_ANNOTATION))
        .orElse(new MeshSelection(DEFAULT_MESH, Source.NONE));
  }

  private static Optional<MeshSelection> named(
      Map<String, String> values, MetadataKey<String> key, Source source) {
    return Optional.ofNullable(values.get(key.name()))
        .filter(name -> !name.isEmpty())
        .map(name -> new MeshSelection(name, source));
  }
}
