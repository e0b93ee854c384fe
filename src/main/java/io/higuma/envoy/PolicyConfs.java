package io.higuma.envoy;

import io.higuma.resource.ResourceKind;
import io.higuma.targetref.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policies that select one proxy, merged. The engine in {@code targetref} answers it; whoever
 * generates knows no targetRef.
 *
 * <p>Proxies that the same policies select get the <em>same</em> {@link #outbound()} and {@link
 * #single()}: what they have in common is found by that.
 */
public interface PolicyConfs {
  /** Policies with {@code to}. */
  Outbound outbound();

  /** Policies with a {@code default} only, such as MeshMetric, by kind; value-equal or the same. */
  Map<ResourceKind, Conf> single();

  /** What policies with {@code rules} or {@code from} say of an inbound. */
  InboundConf inbound(ResourceKind kind, InboundFacts inbound);

  /** What policies with {@code to} say; equal only to itself. */
  interface Outbound {
    /** Fast, or remembered: it is asked for each destination when anything of them changes. */
    OutboundConfs of(Destination destination);

    /**
     * The routes for a destination, as {@code spec.to[].rules} after merging.
     *
     * @param kind MeshHTTPRoute or MeshTCPRoute
     */
    default Optional<Conf> routes(ResourceKind kind, Destination destination) {
      return of(destination).of(kind);
    }
  }

  /** All that select the proxy; an equal list for proxies that the same ones select. */
  List<Policy> all();

  /** No policy at all. */
  static PolicyConfs none() {
    return NoPolicies.INSTANCE;
  }
}
