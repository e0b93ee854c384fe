package io.higuma.envoy.policy.meshtimeout;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.auto.service.AutoService;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.higuma.envoy.ClusterDraft;
import io.higuma.envoy.Conf;
import io.higuma.envoy.Destination;
import io.higuma.envoy.InboundConf;
import io.higuma.envoy.InboundDraft;
import io.higuma.envoy.ListenerDraft;
import io.higuma.envoy.OutboundConfs;
import io.higuma.envoy.OutboundDraft;
import io.higuma.envoy.OutboundTraits;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.Protocol;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.policy.ConfDurations;
import io.higuma.envoy.policy.MatchedRoutes;
import io.higuma.envoy.policy.Routes;
import io.higuma.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;

/**
 * How long is waited: for a connection at the cluster, for a request at its route. Connections are
 * closed for idleness by the cluster alone, so listeners for HTTP never do.
 */
@AutoService(PolicyEffect.class)
public final class MeshTimeoutEffect implements PolicyEffect {
  private static final Duration NEVER = Duration.getDefaultInstance();

  /** The defaults hold where no policy says anything, too. */
  private static final Conf NOTHING_SAID = new Conf(JsonNodeFactory.instance.objectNode());

  private static final MatchedRoutes MATCHED = new MatchedRoutes("mesh_timeout");

  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_TIMEOUT;
  }

  @Override
  public int order() {
    return 1000;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.CLUSTER, ResourceType.LISTENER);
  }

  @Override
  public void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {
    Timeouts timeouts = Timeouts.of(conf.catchAll().orElse(NOTHING_SAID));
    onListener(draft.listener(), timeouts);
    draft
        .listener()
        .http()
        .forEach(http -> Routes.forEach(http, route -> onRoute(route, timeouts)));
    onCluster(draft.cluster(), timeouts);
    MATCHED.add(draft.listener(), conf.rules(), MeshTimeoutEffect::onMatchedRoute);
  }

  @Override
  public void onOutbound(OutboundDraft draft, OutboundConfs confs, OutboundTraits traits) {
    onListener(draft.listener(), Timeouts.of(confs.of(kind()).orElse(NOTHING_SAID)));
    draft
        .listener()
        .http()
        .forEach(http ->
            Routes.forEach(
                http,
                route ->
                    onRoute(
                        route,
                        Timeouts.of(Routes.conf(confs, kind(), route).orElse(NOTHING_SAID)))));
  }

  @Override
  public void onCluster(ClusterDraft draft, Destination destination, Optional<Conf> conf) {
    onCluster(draft, Timeouts.of(conf.orElse(NOTHING_SAID)));
  }

  private static void onListener(ListenerDraft listener, Timeouts timeouts) {
    listener.http().forEach(http -> onManager(http, timeouts));
    listener.tcp().forEach(tcp -> tcp.setIdleTimeout(timeouts.idle()));
  }

  private static void onManager(HttpConnectionManager.Builder http, Timeouts timeouts) {
    http.getCommonHttpProtocolOptionsBuilder().setIdleTimeout(NEVER);
    http.setRequestHeadersTimeout(timeouts.requestHeaders());
  }

  private static void onRoute(Route.Builder route, Timeouts timeouts) {
    if (route.hasRoute()) {
      route.getRouteBuilder().setTimeout(timeouts.request()).setIdleTimeout(timeouts.streamIdle());
    }
  }

  /** What a rule for some clients does not say stays as it is for all. */
  private static void onMatchedRoute(Route.Builder route, Conf conf) {
    if (route.hasRoute()) {
      var action = route.getRouteBuilder();
      ConfDurations.read(conf.json().path("http").path("requestTimeout"))
          .ifPresent(action::setTimeout);
      ConfDurations.read(conf.json().path("http").path("streamIdleTimeout"))
          .ifPresent(action::setIdleTimeout);
    }
  }

  private static void onCluster(ClusterDraft cluster, Timeouts timeouts) {
    cluster.base().setConnectTimeout(timeouts.connect());
    if (cluster.protocol() == Protocol.HTTP || cluster.protocol() == Protocol.HTTP2) {
      cluster
          .http()
          .ifPresent(http -> onHttp(http.getCommonHttpProtocolOptionsBuilder(), timeouts));
    }
  }

  private static void onHttp(HttpProtocolOptions.Builder common, Timeouts timeouts) {
    common
        .setIdleTimeout(timeouts.idle())
        .setMaxStreamDuration(timeouts.maxStream())
        .setMaxConnectionDuration(timeouts.maxConnection());
  }
}
