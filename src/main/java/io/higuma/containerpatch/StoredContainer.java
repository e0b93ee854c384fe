package io.higuma.containerpatch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Containers as the API server hands them on: quantities in canonical form, without fields that say
 * nothing.
 */
public final class StoredContainer {
  private StoredContainer() {}

  /** Brings a container that somebody wrote into that form; fields that are unknown stay. */
  public static void tidy(ObjectNode container) {
    ContainerType.CONTAINER.tidied(container);
  }
}
