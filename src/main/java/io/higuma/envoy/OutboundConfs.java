package io.higuma.envoy;

import io.higuma.resource.Kri;
import io.higuma.resource.ResourceKind;
import java.util.Map;
import java.util.Optional;

/**
 * What policies say about one destination.
 *
 * @param merged by kind of policy, for the destination as a whole
 * @param ofRoutes the same for routes to it that policies name, by the route
 */
public record OutboundConfs(
    Map<ResourceKind, Conf> merged, Map<Kri, Map<ResourceKind, Conf>> ofRoutes) {
  public static final OutboundConfs NONE = new OutboundConfs(Map.of(), Map.of());

  public OutboundConfs {
    merged = Map.copyOf(merged);
    ofRoutes = Map.copyOf(ofRoutes);
  }

  public static OutboundConfs of(Map<ResourceKind, Conf> merged) {
    return new OutboundConfs(merged, Map.of());
  }

  public Optional<Conf> of(ResourceKind kind) {
    return Optional.ofNullable(merged.get(kind));
  }

  /** For requests that take this route: its own, or that of the destination. */
  public Optional<Conf> of(ResourceKind kind, Kri route) {
    return Optional.ofNullable(ofRoutes.getOrDefault(route, Map.of()).get(kind)).or(() -> of(kind));
  }
}
