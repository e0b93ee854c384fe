package io.higuma.envoy;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.higuma.api.v1alpha1.DataplaneSpec.ProbeEndpoint;
import io.higuma.api.v1alpha1.DataplaneSpec.Probes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Probes of the kubelet that go through Envoy, where kuma-dp does not answer them. */
final class ProbesGenerator {
  private static final String LISTENER = "probe:listener";
  private static final List<String> LOOPBACK = List.of("127.0.0.1/32", "::1/128");

  private ProbesGenerator() {}

  static void addTo(ProxyDraft draft) {
    ProxyFacts proxy = draft.proxy();
    Probes probes = proxy.dataplane().spec().probes();
    if (probes == null || probes.port() == 0 || proxy.metadata().isProbeProxyEnabled()) {
      return;
    }
    var routes = new ArrayList<Route>();
    probes.endpoints().forEach(endpoint -> routes.add(route(endpoint, proxy)));
    var listener =
        Listener.newBuilder()
            .setName(LISTENER)
            .setAddress(Addresses.socket(proxy.dataplane().address(), (int) probes.port()))
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setEnableReusePort(BoolValue.of(proxy.metadata().has(Feature.REUSE_PORT)));
    if (proxy.transparentProxy().isPresent()) {
      listener.setBindToPort(BoolValue.of(false));
    }
    draft.add(
        new ListenerDraft(Origin.PROBES, listener)
            .add(
                new FilterChainDraft()
                    .add(
                        FilterDraft.HTTP_CONNECTION_MANAGER,
                        HttpManagers.of(
                            Naming.stat(LISTENER),
                            RouteConfiguration.newBuilder()
                                .setName("probe:route_configuration")
                                .addVirtualHosts(HttpManagers.host("probe").addAllRoutes(routes)),
                            LOOPBACK.stream().map(Addresses::range).toList()))));
  }

  private static Route route(ProbeEndpoint endpoint, ProxyFacts proxy) {
    String path = Objects.requireNonNullElse(endpoint.path(), "/");
    String inboundPath = Objects.requireNonNullElse(endpoint.inboundPath(), "/");
    var route =
        Route.newBuilder()
            .setMatch(
                RouteMatch.newBuilder()
                    .setPath(path)
                    .addHeaders(
                        HeaderMatcher.newBuilder()
                            .setName(":method")
                            .setStringMatch(StringMatcher.newBuilder().setExact("GET"))));
    var inbound =
        proxy.inbounds().stream()
            .filter(one -> one.workloadPort() == endpoint.inboundPort())
            .findFirst();
    if (inbound.isEmpty()) {
      return route
          .setRedirect(
              RedirectAction.newBuilder()
                  .setPortRedirect((int) endpoint.inboundPort())
                  .setPathRedirect(inboundPath))
          .build();
    }
    return route
        .setRoute(
            RouteAction.newBuilder()
                .setCluster(InboundGenerator.clusterName(inbound.get(), proxy.naming()))
                .setRegexRewrite(
                    RegexMatchAndSubstitute.newBuilder()
                        .setPattern(
                            RegexMatcher.newBuilder()
                                .setGoogleRe2(RegexMatcher.GoogleRE2.getDefaultInstance())
                                .setRegex(".*"))
                        .setSubstitution(inboundPath)))
        .build();
  }
}
