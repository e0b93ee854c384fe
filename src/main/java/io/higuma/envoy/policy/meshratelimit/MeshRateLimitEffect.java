package io.higuma.envoy.policy.meshratelimit;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.higuma.envoy.Conf;
import io.higuma.envoy.FilterChainDraft;
import io.higuma.envoy.InboundConf;
import io.higuma.envoy.InboundDraft;
import io.higuma.envoy.ListenerDraft;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.policy.HttpFilters;
import io.higuma.envoy.policy.MatchedRoutes;
import io.higuma.envoy.policy.Routes;
import io.higuma.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;

/** How many requests and connections a proxy takes. */
@AutoService(PolicyEffect.class)
public final class MeshRateLimitEffect implements PolicyEffect {
  private static final String HTTP = "envoy.filters.http.local_ratelimit";

  /** Not the name that Envoy knows the filter by; it goes by the type. */
  private static final String NETWORK =
      "envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit";

  private static final MatchedRoutes MATCHED = new MatchedRoutes("mesh_rate_limit");

  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_RATE_LIMIT;
  }

  @Override
  public int order() {
    return 900;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.LISTENER);
  }

  @Override
  public void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {
    boolean hasRequests = conf.rules().stream().anyMatch(rule -> requests(rule.conf()).isPresent());
    if (hasRequests) {
      // Without a limit of its own, the filter does what a route says.
      draft
          .listener()
          .http()
          .forEach(http -> HttpFilters.addBeforeRouter(http, HTTP, Limits.ofRoutes()));
    }
    conf.catchAll().ifPresent(json -> onAll(draft.listener(), json));
    MATCHED.add(draft.listener(), conf.rules(), MeshRateLimitEffect::onRoute);
  }

  private static void onAll(ListenerDraft listener, Conf conf) {
    listener.http().forEach(http -> Routes.forEach(http, route -> onRoute(route, conf)));
    JsonNode tcp = conf.json().path("local").path("tcp");
    if (!tcp.path("disabled").asBoolean() && tcp.path("connectionRate").isObject()) {
      for (FilterChainDraft chain : listener.chains()) {
        chain.addFirst(NETWORK, Limits.ofConnections(tcp.path("connectionRate")));
      }
    }
  }

  private static Optional<LocalRateLimit> requests(Conf conf) {
    JsonNode http = conf.json().path("local").path("http");
    return http.path("disabled").asBoolean() || !http.path("requestRate").isObject()
        ? Optional.empty()
        : Optional.of(Limits.ofRequests(http));
  }

  private static void onRoute(Route.Builder route, Conf conf) {
    Optional<LocalRateLimit> limit = requests(conf);
    if (limit.isPresent()) {
      route.putTypedPerFilterConfig(HTTP, Any.pack(limit.get()));
    } else if (conf.json().path("local").path("http").path("disabled").asBoolean()) {
      route.removeTypedPerFilterConfig(HTTP);
    }
  }
}
