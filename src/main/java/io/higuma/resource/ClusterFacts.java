package io.higuma.resource;

import io.higuma.api.v1alpha1.MeshSpec;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules for a change ask of the cluster. Answers are from memory, or read again for what
 * memory lacks; any method may throw when the cluster can't be asked.
 */
public interface ClusterFacts {
  /** Empty when there is no such mesh. */
  Optional<MeshSpec> mesh(String name);

  /** Whether any Dataplane is in the mesh. */
  boolean hasDataplanes(String mesh);

  /** The names that the ExternalServices of a mesh have as {@code kuma.io/service}. */
  Set<String> externalServices(String mesh);

  /**
   * The payload of a secret of the mesh, from the system namespace. Not for any log or message.
   *
   * @return empty when there is no such secret, or nothing in it
   */
  Optional<byte[]> secret(String mesh, String name);

  /**
   * Whether the control plane of a zone is connected to this one; never so to one that is alone.
   */
  default boolean isZoneConnected(String zone) {
    return false;
  }
}
