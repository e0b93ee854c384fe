package io.higuma.envoy.policy.meshtrafficpermission;

import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.higuma.envoy.InboundConf.FromRule;
import io.higuma.envoy.Tags;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Permissions by tags of the client, which stand in its certificate as URIs. Who is not listed is
 * refused.
 *
 * @param shadow who would be refused if a refusal that is only tried out were real
 */
record TagPermission(RBAC rules, Optional<RBAC> shadow) implements Permission {
  private static final String POLICY = "MeshTrafficPermission";
  private static final String ALLOW = "Allow";
  private static final String SHADOW_DENY = "AllowWithShadowDeny";

  static TagPermission of(List<FromRule> from, String mesh) {
    var allowed = new LinkedHashSet<Principal>();
    var shadowDenied = new LinkedHashSet<Principal>();
    for (FromRule rule : from.reversed()) {
      String action = action(rule);
      if (action.equals(ALLOW) || action.equals(SHADOW_DENY)) {
        Principal client = client(rule, mesh);
        allowed.add(client);
        if (action.equals(SHADOW_DENY)) {
          shadowDenied.add(client);
        }
      }
    }
    return new TagPermission(
        rbac(RBAC.Action.ALLOW, allowed),
        shadowDenied.isEmpty()
            ? Optional.empty()
            : Optional.of(rbac(RBAC.Action.DENY, shadowDenied)));
  }

  private static String action(FromRule rule) {
    return rule.conf().json().path("action").asText("");
  }

  private static RBAC rbac(RBAC.Action action, Set<Principal> clients) {
    if (clients.isEmpty()) {
      return RBAC.getDefaultInstance();
    }
    var policy = Policy.newBuilder().addAllPrincipals(clients);
    policy.addPermissionsBuilder().setAny(true);
    return RBAC.newBuilder().setAction(action).putPolicies(POLICY, policy.build()).build();
  }

  /** Without those for whom a rule that refuses them counts. */
  private static Principal client(FromRule rule, String mesh) {
    var ids = new ArrayList<>(ids(rule, mesh));
    for (FromRule other : rule.before()) {
      String action = action(other);
      if (!action.equals(ALLOW) && !action.equals(SHADOW_DENY)) {
        ids.add(not(all(ids(other, mesh))));
      }
    }
    return all(ids);
  }

  private static List<Principal> ids(FromRule rule, String mesh) {
    var ids = new TreeMap<String, Principal>();
    rule.tags().forEach((key, value) -> ids.put(key, id(key, value, mesh)));
    rule.notTags().forEach((key, value) -> ids.put(key, not(id(key, value, mesh))));
    return List.copyOf(ids.values());
  }

  private static Principal all(List<Principal> ids) {
    return switch (ids.size()) {
      case 0 -> Principal.newBuilder().setAny(true).build();
      case 1 -> ids.getFirst();
      default ->
          Principal.newBuilder().setAndIds(Principal.Set.newBuilder().addAllIds(ids)).build();
    };
  }

  private static Principal not(Principal client) {
    return Principal.newBuilder().setNotId(client).build();
  }

  private static Principal id(String key, String value, String mesh) {
    String uri =
        key.equals(Tags.SERVICE)
            ? "spiffe://%s/%s".formatted(mesh, value)
            : "kuma://%s/%s".formatted(key, value);
    return Principal.newBuilder()
        .setAuthenticated(
            Principal.Authenticated.newBuilder()
                .setPrincipalName(StringMatcher.newBuilder().setExact(uri)))
        .build();
  }

  @Override
  public io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.Builder http() {
    var filter =
        io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.newBuilder().setRules(rules);
    shadow.ifPresent(filter::setShadowRules);
    return filter;
  }

  @Override
  public io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.Builder network(
      String statPrefix) {
    var filter =
        io.envoyproxy
            .envoy
            .extensions
            .filters
            .network
            .rbac
            .v3
            .RBAC
            .newBuilder()
            .setRules(rules)
            .setStatPrefix(statPrefix);
    shadow.ifPresent(filter::setShadowRules);
    return filter;
  }

  @Override
  public boolean needsServerName() {
    return false;
  }
}
