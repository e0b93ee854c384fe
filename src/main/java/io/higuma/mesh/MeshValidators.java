package io.higuma.mesh;

import io.higuma.resource.ResourceKind;
import io.higuma.resource.SpecValidator;
import java.util.Map;

/** The validators of meshes, and of what gives workloads their identity. */
public final class MeshValidators {
  private MeshValidators() {}

  public static Map<ResourceKind, SpecValidator> all() {
    return Map.of(
        ResourceKind.MESH, new MeshValidator(),
        ResourceKind.MESH_IDENTITY, new MeshIdentityValidator(),
        ResourceKind.MESH_TRUST, new MeshTrustValidator());
  }
}
