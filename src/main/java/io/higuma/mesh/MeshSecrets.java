package io.higuma.mesh;

import io.higuma.api.v1alpha1.Mesh;
import java.util.Optional;
import java.util.Set;

/**
 * Kuma's Secrets in the system namespace. All calls wait for the API server; a failure of it is an
 * exception, a {@link Refusal} where trying again is of no use.
 */
public interface MeshSecrets {
  /** The value of a Secret of this mesh; empty if there is none, or another mesh's or type's. */
  Optional<SecretValue> ofMesh(String mesh, String name);

  /** Of all Secrets of a mesh. */
  Set<String> namesOfMesh(Mesh mesh);

  /** Of all Secrets of no mesh. */
  Set<String> globalNames();

  /**
   * Makes a Secret that goes away with its mesh. One that is there wins.
   *
   * @return whether it was made
   */
  boolean create(Mesh owner, String name, SecretValue value);

  /** Makes a Secret of no mesh; otherwise as above. */
  boolean createGlobal(String name, SecretValue value);
}
