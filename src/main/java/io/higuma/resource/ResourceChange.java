package io.higuma.resource;

import java.util.Optional;

/**
 * A change of an object that somebody asked for.
 *
 * @param object as it is to be stored; of a deletion as it was stored
 * @param old as it was stored; empty for a new object
 * @param namespace of the request; empty for a cluster-scoped object
 */
public record ResourceChange(
    Operation operation, ResourceView object, Optional<ResourceView> old, String namespace) {
  /** What is asked for. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }
}
