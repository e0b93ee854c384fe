package io.higuma.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the numbers of a mesh are made from. */
public interface InsightSurroundings {
  Optional<Mesh> mesh(String name);

  /** In any order. */
  List<Dataplane> dataplanesOfMesh(String mesh);

  /** How many objects of the kinds that are known here the mesh has; none is left out. */
  Map<ResourceKind, Integer> counts(String mesh);

  /** How many policies of each kind the mesh has, of both formats; none is left out. */
  Map<ResourceKind, Integer> policies(String mesh);

  /** All objects of an older kind. */
  List<LegacyObject> legacy(ResourceKind kind);

  /**
   * What was written.
   *
   * @param kind MeshInsight or ServiceInsight
   */
  Optional<GenericKubernetesResource> insight(ResourceKind kind, String name);
}
