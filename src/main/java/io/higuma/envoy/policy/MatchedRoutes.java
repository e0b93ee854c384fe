package io.higuma.envoy.policy;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.type.matcher.v3.FilterStateMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.higuma.envoy.Conf;
import io.higuma.envoy.FilterChainDraft;
import io.higuma.envoy.InboundConf.Rule;
import io.higuma.envoy.InboundConf.SpiffeMatch;
import io.higuma.envoy.ListenerDraft;
import io.higuma.envoy.SetFilterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Routes for some of the clients alone. Routes can't match on the certificate of a client, so the
 * connection notes its identity and the server name under keys that routes can match on.
 */
public final class MatchedRoutes {
  private static final String IDENTITY = "%DOWNSTREAM_PEER_URI_SAN%";
  private static final String SERVER_NAME = "%REQUESTED_SERVER_NAME%";

  private final String spiffeKey;
  private final String sniKey;

  /**
   * For one kind of policy.
   *
   * @param policy {@code mesh_timeout}; part of the keys, by which policies do not disturb others
   */
  public MatchedRoutes(String policy) {
    spiffeKey = "kuma.%s.match.spiffe_id".formatted(policy);
    sniKey = "kuma.%s.match.sni".formatted(policy);
  }

  /**
   * Puts before each route one for each rule that is for some clients. Only where TLS ends: a
   * client without a certificate is nobody.
   *
   * @param rules in the order in which they are tried; those for all clients are passed over
   * @param change what a rule makes of the copy of a route
   */
  public void add(
      ListenerDraft listener, List<Rule> rules, BiConsumer<Route.Builder, Conf> change) {
    List<Rule> matched =
        rules.stream().filter(rule -> rule.spiffe().isPresent() || rule.sni().isPresent()).toList();
    if (matched.isEmpty()) {
      return;
    }
    for (FilterChainDraft chain : listener.chains()) {
      List<HttpConnectionManager.Builder> managers = chain.http().toList();
      if (chain.tls().isPresent() && !managers.isEmpty()) {
        chain.addFirst(SetFilterState.FILTER, SetFilterState.afterHandshake(state(matched)));
        managers.forEach(http -> add(http, matched, change));
      }
    }
    if (matched.stream().anyMatch(rule -> rule.sni().isPresent())) {
      listener.inspectTls();
    }
  }

  private List<FilterStateValue> state(List<Rule> matched) {
    var state = new ArrayList<FilterStateValue>();
    if (matched.stream().anyMatch(rule -> rule.spiffe().isPresent())) {
      state.add(value(spiffeKey, IDENTITY));
    }
    if (matched.stream().anyMatch(rule -> rule.sni().isPresent())) {
      state.add(value(sniKey, SERVER_NAME));
    }
    return state;
  }

  private static FilterStateValue value(String key, String format) {
    return FilterStateValue.newBuilder()
        .setObjectKey(key)
        .setFactoryKey("envoy.string")
        .setFormatString(
            SubstitutionFormatString.newBuilder()
                .setTextFormatSource(DataSource.newBuilder().setInlineString(format)))
        .setReadOnly(true)
        .setSkipIfEmpty(true)
        .build();
  }

  private void add(
      HttpConnectionManager.Builder http,
      List<Rule> matched,
      BiConsumer<Route.Builder, Conf> change) {
    for (VirtualHost.Builder host : http.getRouteConfigBuilder().getVirtualHostsBuilderList()) {
      List<Route> routes = host.getRoutesList();
      var all = VirtualHost.newBuilder();
      for (Route route : routes) {
        for (Rule rule : matched) {
          Route.Builder copy = route.toBuilder();
          match(copy.getMatchBuilder(), rule);
          change.accept(copy, rule.conf());
          all.addRoutes(copy);
        }
        all.addRoutes(route);
      }
      host.clearRoutes().addAllRoutes(all.getRoutesList());
    }
  }

  private void match(RouteMatch.Builder match, Rule rule) {
    rule.spiffe().ifPresent(spiffe -> match.addFilterState(state(spiffeKey, matcher(spiffe))));
    Optional<String> sni = rule.sni();
    sni.ifPresent(name ->
        match.addFilterState(state(sniKey, StringMatcher.newBuilder().setExact(name).build())));
  }

  private static FilterStateMatcher state(String key, StringMatcher matcher) {
    return FilterStateMatcher.newBuilder().setKey(key).setStringMatch(matcher).build();
  }

  private static StringMatcher matcher(SpiffeMatch spiffe) {
    return switch (spiffe.type()) {
      case EXACT -> StringMatcher.newBuilder().setExact(spiffe.value()).build();
      case PREFIX -> StringMatcher.newBuilder().setPrefix(spiffe.value()).build();
    };
  }
}
