package io.higuma.containerpatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The containers of a pod that asks for nothing special, before any ContainerPatch.
 *
 * @param sidecar empty when it can't be told
 * @param init empty when there is none, too
 */
public record DefaultContainers(Optional<ObjectNode> sidecar, Optional<ObjectNode> init) {
  public static final DefaultContainers UNKNOWN =
      new DefaultContainers(Optional.empty(), Optional.empty());

  Optional<ObjectNode> of(PatchTarget target) {
    return switch (target) {
      case SIDECAR -> sidecar;
      case INIT -> init;
    };
  }
}
