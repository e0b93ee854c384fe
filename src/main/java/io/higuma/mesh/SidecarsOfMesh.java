package io.higuma.mesh;

import java.util.Optional;

/** Knows whose sidecar would come out differently today. */
@FunctionalInterface
public interface SidecarsOfMesh {
  /**
   * Old sidecars of a mesh.
   *
   * @param pods how many pods have one
   * @param example one of them as {@code namespace/name}; empty when there is none
   */
  record Stale(int pods, String example) {
    public static final Stale NONE = new Stale(0, "");
  }

  /** Empty as long as not all pods have been looked at. */
  Optional<Stale> of(String mesh);
}
