package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import java.util.List;
import java.util.Optional;

/** What the status of a MeshService is made from. */
public interface StatusSurroundings {
  Optional<Mesh> mesh(String name);

  Optional<MeshService> meshService(ObjectKey key);

  /** Those that serve. */
  List<Dataplane> dataplanesOf(MeshService service);
}
