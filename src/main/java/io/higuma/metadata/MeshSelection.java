package io.higuma.metadata;

import java.util.Map;
import java.util.Optional;

/**
 * The mesh that a pod, or another object of a namespace, asks for.
 *
 * @param mesh never empty
 * @param explicit whether a label or annotation names it, even if it names the default mesh
 */
public record MeshSelection(String mesh, boolean explicit) {
  public static final String DEFAULT_MESH = "default";

  /**
   * The first of these that is not empty: label of the object, its annotation, those of its
   * namespace.
   */
  public static MeshSelection of(
      Map<String, String> labels,
      Map<String, String> annotations,
      Map<String, String> namespaceLabels,
      Map<String, String> namespaceAnnotations) {
    return named(labels, Labels.MESH)
        .or(() -> named(annotations, Annotations.MESH))
        .or(() -> named(namespaceLabels, Labels.MESH))
        .or(() -> named(namespaceAnnotations, Annotations.MESH))
        .map(mesh -> new MeshSelection(mesh, true))
        .orElse(new MeshSelection(DEFAULT_MESH, false));
  }

  private static Optional<String> named(Map<String, String> values, MetadataKey<String> key) {
    return Optional.ofNullable(values.get(key.name())).filter(name -> !name.isEmpty());
  }
}
