package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.metadata.MeshSelection;
import java.util.Map;
import java.util.Optional;

/** The mesh that an object belongs to. */
public final class MeshOfPod {
  public static final String DEFAULT = MeshSelection.DEFAULT_MESH;

  private MeshOfPod() {}

  /**
   * The pod's label, else its annotation, else the namespace's label, else its annotation, else
   * {@code default}; an empty value counts as absent.
   */
  public static String of(Pod pod, Optional<Namespace> namespace) {
    return MeshSelection.of(
            ObjectMetadata.labels(pod),
            ObjectMetadata.annotations(pod),
            namespace.map(ObjectMetadata::labels).orElse(Map.of()),
            namespace.map(ObjectMetadata::annotations).orElse(Map.of()))
        .mesh();
  }

  static String of(Dataplane dataplane) {
    String mesh = dataplane.getMesh();
    return mesh == null || mesh.isEmpty() ? DEFAULT : mesh;
  }
}
