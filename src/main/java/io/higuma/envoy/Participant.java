package io.higuma.envoy;

import io.higuma.targetref.PolicyRevision;
import java.util.Set;

/**
 * A policy that takes part in the configuration of a proxy: one that selects the proxy and is of a
 * kind that has an effect.
 *
 * @param types of which resources may look otherwise because of it
 */
public record Participant(PolicyRevision revision, Set<ResourceType> types) {
  public Participant {
    types = Set.copyOf(types);
  }
}
