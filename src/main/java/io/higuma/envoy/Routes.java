package io.higuma.envoy;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.util.List;

/**
 * Where requests of an outbound go.
 *
 * @param http in the order in which they are tried
 * @param cluster of connections that are not HTTP
 */
record Routes(List<Route> http, String cluster) {
  /** base64 of the SHA-256 of {@code [{"path":{"value":"/","type":"PathPrefix"}}]}. */
  static final String CATCH_ALL = "9Zuf5Tg79OuZcQITwBbQykxAk2u4fRKrwYn3//AL4Yo=";

  Routes {
    http = List.copyOf(http);
  }

  /** Whether there are routes for it at all; Kuma has none for some, and closes connections. */
  static boolean isServed(Protocol protocol) {
    return switch (protocol) {
      case HTTP, HTTP2, GRPC, KAFKA, TCP, UNKNOWN -> true;
      case TLS, MYSQL -> false;
    };
  }

  /** All of it to one cluster. */
  static Routes to(String cluster, DestinationFacts.Reach reach) {
    var action = RouteAction.newBuilder().setCluster(cluster).setTimeout(Durations.ZERO);
    if (reach != DestinationFacts.Reach.MESH) {
      action.setAutoHostRewrite(BoolValue.of(true));
    }
    return new Routes(
        List.of(
            Route.newBuilder()
                .setName(CATCH_ALL)
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setRoute(action)
                .build()),
        cluster);
  }

  TcpProxy.Builder tcp(TcpProxy.Builder proxy) {
    return proxy.setCluster(cluster);
  }
}
