package io.higuma.envoy.policy.trafficpermission;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.higuma.envoy.Conf;
import io.higuma.envoy.FilterChainDraft;
import io.higuma.envoy.InboundConf;
import io.higuma.envoy.InboundDraft;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.Tags;
import io.higuma.envoy.policy.HttpFilters;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What every chain where TLS ends begins with: a filter that lets in whom the TrafficPermission of
 * the inbound allows. Without one nobody is let in, and a chain for HTTP answers so to each
 * request. MeshTrafficPermissions replace it.
 */
@AutoService(PolicyEffect.class)
public final class TrafficPermissionEffect implements PolicyEffect {
  private static final String FILTER = "envoy.filters.network.rbac";
  private static final String ANY_VALUE = "*";
  private static final io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC NOBODY =
      io.envoyproxy
          .envoy
          .extensions
          .filters
          .http
          .rbac
          .v3
          .RBAC
          .newBuilder()
          .setRules(io.envoyproxy.envoy.config.rbac.v3.RBAC.getDefaultInstance())
          .build();

  @Override
  public ResourceKind kind() {
    return ResourceKind.TRAFFIC_PERMISSION;
  }

  /** Just before MeshTrafficPermission. */
  @Override
  public int order() {
    return 1099;
  }

  @Override
  public void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {
    var rules =
        conf.catchAll()
            .map(permission -> rules(permission, proxy.dataplane().mesh()))
            .orElse(io.envoyproxy.envoy.config.rbac.v3.RBAC.getDefaultInstance());
    String prefix = draft.listener().name().replaceAll("[^A-Za-z0-9_-]", "_") + ".";
    for (FilterChainDraft chain : draft.listener().chains()) {
      if (chain.tls().isEmpty()) {
        continue;
      }
      chain.filters().removeIf(filter -> filter.name().equals(FILTER));
      if (conf.isEmpty() && chain.http().findAny().isPresent()) {
        chain.http().forEach(http -> HttpFilters.addFirst(http, HttpFilters.RBAC, NOBODY));
      } else {
        chain.addFirst(FILTER, RBAC.newBuilder().setRules(rules).setStatPrefix(prefix));
      }
    }
  }

  static io.envoyproxy.envoy.config.rbac.v3.RBAC rules(Conf permission, String mesh) {
    var policy = Policy.newBuilder();
    policy.addPermissionsBuilder().setAny(true);
    for (JsonNode source : permission.json().path("sources")) {
      if (isWellFormed(source.path("match"))) {
        policy.addPrincipals(client(source.path("match"), mesh));
      }
    }
    if (policy.getPrincipalsCount() == 0) {
      return io.envoyproxy.envoy.config.rbac.v3.RBAC.getDefaultInstance();
    }
    return io.envoyproxy
        .envoy
        .config
        .rbac
        .v3
        .RBAC
        .newBuilder()
        .putPolicies(permission.json().path("name").asText(), policy.build())
        .build();
  }

  /** A source that does not say whom it is for is for nobody. */
  private static boolean isWellFormed(JsonNode match) {
    return match.isObject()
        && !match.isEmpty()
        && match.properties().stream().allMatch(tag -> tag.getValue().isTextual());
  }

  private static Principal client(JsonNode match, String mesh) {
    var ids = new ArrayList<Principal>();
    match.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(tag -> ids.add(id(tag.getKey(), tag.getValue().asText(), mesh)));
    return all(ids);
  }

  private static Principal all(List<Principal> ids) {
    return switch (ids.size()) {
      case 1 -> ids.getFirst();
      default ->
          Principal.newBuilder().setAndIds(Principal.Set.newBuilder().addAllIds(ids)).build();
    };
  }

  private static Principal id(String tag, String value, String mesh) {
    String start =
        tag.equals(Tags.SERVICE) ? "spiffe://%s/".formatted(mesh) : "kuma://%s/".formatted(tag);
    StringMatcher matcher =
        value.equals(ANY_VALUE)
            ? StringMatcher.newBuilder().setPrefix(start).build()
            : StringMatcher.newBuilder().setExact(start + value).build();
    return Principal.newBuilder()
        .setAuthenticated(Principal.Authenticated.newBuilder().setPrincipalName(matcher))
        .build();
  }
}
