package io.higuma.targetref;

import io.higuma.resource.PolicyRole;
import io.higuma.targetref.ProxyView.Gateway;
import io.higuma.targetref.ProxyView.Listener;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a policy selects a proxy, and which of its listeners. */
final class Selection {
  private static final String SERVICE = "kuma.io/service";
  private static final String ANY_VALUE = "*";

  /** Routes by display name: a policy can point at the proxies of one. */
  private final Map<String, List<Policy>> routes;

  /** Whether policies that are there to be looked at count. */
  enum Shadows {
    LEFT_OUT,
    INCLUDED
  }

  Selection(Collection<Policy> httpRoutes) {
    var byName = new HashMap<String, List<Policy>>();
    for (Policy route : httpRoutes) {
      byName.merge(route.displayName(), List.of(route), Lists::joined);
    }
    routes = Map.copyOf(byName);
  }

  /** Empty if the policy is not for this proxy. */
  Optional<MatchedPolicy> of(Policy policy, ProxyView proxy, Shadows shadows) {
    boolean isHidden = policy.effect() == Policy.Effect.SHADOW && shadows == Shadows.LEFT_OUT;
    if (isHidden || !isOfZone(policy, proxy) || !isOfNamespace(policy, proxy)) {
      return Optional.empty();
    }
    return policy
        .target()
        .flatMap(target -> listeners(policy, target, proxy))
        .map(listeners -> new MatchedPolicy(policy, listeners));
  }

  static boolean isOfZone(Policy policy, ProxyView proxy) {
    boolean isBound =
        policy.role() != PolicyRole.PRODUCER
            && policy.origin() == Policy.Origin.ZONE
            && !policy.zone().isEmpty();
    // A Dataplane that no zone claims may be of any.
    return !isBound || !proxy.origin().equals("zone") || policy.zone().equals(proxy.zone());
  }

  static boolean isOfNamespace(Policy policy, ProxyView proxy) {
    return !isBoundToNamespace(policy)
        || (!policy.namespace().isEmpty() && policy.namespace().equals(proxy.namespace()));
  }

  static boolean isBoundToNamespace(Policy policy) {
    return switch (policy.role()) {
      case CONSUMER, WORKLOAD_OWNER -> true;
      case SYSTEM, PRODUCER -> false;
    };
  }

  private Optional<List<Listener>> listeners(Policy policy, TargetRef target, ProxyView proxy) {
    return switch (target.kind()) {
      case MESH -> isOfType(target, proxy) ? Optional.of(proxy.listeners()) : Optional.empty();
      case DATAPLANE -> dataplane(policy, target, proxy);
      case MESH_SUBSET -> isOfType(target, proxy) ? byTags(target.tags(), proxy) : Optional.empty();
      case MESH_SERVICE, MESH_SERVICE_SUBSET -> byTags(serviceTags(target), proxy);
      case MESH_GATEWAY -> gateway(target, proxy);
      case MESH_HTTP_ROUTE -> route(policy, target, proxy);
      case MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> Optional.empty();
    };
  }

  private static boolean isOfType(TargetRef target, ProxyView proxy) {
    return target.proxyTypes().isEmpty() || target.proxyTypes().contains(proxy.type());
  }

  private static Optional<List<Listener>> dataplane(
      Policy policy, TargetRef target, ProxyView proxy) {
    if (proxy.isBuiltinGateway() || !isDataplane(policy, target, proxy)) {
      return Optional.empty();
    }
    if (target.section().isEmpty()) {
      return Optional.of(proxy.listeners());
    }
    return some(
        proxy.listeners().stream().filter(each -> each.isSection(target.section())).toList());
  }

  private static boolean isDataplane(Policy policy, TargetRef target, ProxyView proxy) {
    if (target.isOfAll()) {
      return true;
    }
    if (target.labels().isPresent()) {
      return proxy.labels().entrySet().containsAll(target.labels().get().entrySet());
    }
    String namespace = target.namespace().isEmpty() ? policy.namespace() : target.namespace();
    return target.name().equals(proxy.name())
        && namespace.equals(proxy.namespace())
        && policy.zone().equals(proxy.zone());
  }

  private static Optional<List<Listener>> byTags(Map<String, String> tags, ProxyView proxy) {
    List<Listener> found =
        proxy.listeners().stream().filter(each -> hasTags(each.tags(), tags)).toList();
    boolean isDelegated =
        proxy
            .gateway()
            .filter(gateway -> gateway.type() == Gateway.Type.DELEGATED)
            .filter(gateway -> hasTags(gateway.tags(), tags))
            .isPresent();
    return isDelegated || tags.isEmpty() ? Optional.of(found) : some(found);
  }

  private static Optional<List<Listener>> gateway(TargetRef target, ProxyView proxy) {
    boolean isBound =
        proxy.isBuiltinGateway()
            && proxy
                .gateway()
                .flatMap(Gateway::meshGateway)
                .filter(target.name()::equals)
                .isPresent();
    if (!isBound) {
      return Optional.empty();
    }
    return target.tags().isEmpty() ? Optional.of(proxy.listeners()) : byTags(target.tags(), proxy);
  }

  private Optional<List<Listener>> route(Policy policy, TargetRef target, ProxyView proxy) {
    for (Policy route : routes.getOrDefault(target.name(), List.of())) {
      Optional<TargetRef> ofRoute =
          route.target().filter(ref -> ref.kind() != TargetKind.MESH_HTTP_ROUTE);
      String namespace = target.namespace().isEmpty() ? policy.namespace() : target.namespace();
      if (route.namespace().equals(namespace) && ofRoute.isPresent()) {
        return listeners(route, ofRoute.get(), proxy);
      }
    }
    return Optional.empty();
  }

  private static Optional<List<Listener>> some(List<Listener> listeners) {
    return Optional.of(listeners).filter(found -> !found.isEmpty());
  }

  private static boolean hasTags(Map<String, String> tags, Map<String, String> wanted) {
    for (Map.Entry<String, String> entry : wanted.entrySet()) {
      String value = tags.get(entry.getKey());
      if (value == null
          || !(entry.getValue().equals(value) || entry.getValue().equals(ANY_VALUE))) {
        return false;
      }
    }
    return true;
  }

  /** The tags that a reference to a service of old stands for. */
  static Map<String, String> serviceTags(TargetRef target) {
    var tags = new HashMap<>(target.tags());
    tags.put(SERVICE, target.name());
    return tags;
  }
}
