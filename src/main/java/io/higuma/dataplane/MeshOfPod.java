package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The mesh that an object belongs to. */
public final class MeshOfPod {
  public static final String DEFAULT = "default";

  private MeshOfPod() {}

  /**
   * The pod's label, else its annotation, else the namespace's label, else its annotation, else
   * {@code default}; an empty value counts as absent.
   */
  public static String of(Pod pod, Optional<Namespace> namespace) {
    return Stream.concat(Stream.of(pod), namespace.stream())
        .flatMap(object ->
            Stream.of(
                value(ObjectMetadata.labels(object), Labels.MESH.name()),
                value(ObjectMetadata.annotations(object), Annotations.MESH.name())))
        .filter(mesh -> !mesh.isEmpty())
        .findFirst()
        .orElse(DEFAULT);
  }

  static String of(Dataplane dataplane) {
    String mesh = dataplane.getMesh();
    return mesh == null || mesh.isEmpty() ? DEFAULT : mesh;
  }

  private static String value(Map<String, String> values, String key) {
    return Objects.requireNonNullElse(values.get(key), "");
  }
}
