package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the status of a MeshService is made from. */
public interface StatusSurroundings {
  Optional<Mesh> mesh(String name);

  Optional<MeshService> meshService(ObjectKey key);

  /** MeshIdentities of a mesh, as far as they are known by now. */
  default List<KnownIdentity> identities(String mesh) {
    return List.of();
  }

  /** The zone that the control plane serves. */
  default String zone() {
    return "";
  }

  /** Trust domains of a mesh whose certificates are believed. */
  default Set<String> trustDomains(String mesh) {
    return Set.of();
  }

  /** Those that serve. */
  List<Dataplane> dataplanesOf(MeshService service);
}
