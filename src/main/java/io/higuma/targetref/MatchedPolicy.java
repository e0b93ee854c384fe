package io.higuma.targetref;

import io.higuma.targetref.ProxyView.Listener;
import java.util.List;

/**
 * A policy that selects a proxy.
 *
 * @param listeners those of the proxy that it selects; may be none for a proxy without any
 */
public record MatchedPolicy(Policy policy, List<Listener> listeners) {
  public MatchedPolicy {
    listeners = List.copyOf(listeners);
  }
}
