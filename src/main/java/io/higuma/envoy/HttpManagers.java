package io.higuma.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;

/** Connection managers for HTTP as all of them begin. */
final class HttpManagers {
  private static final List<String> LOOPBACK = List.of("127.0.0.1/32", "::1/128");

  private HttpManagers() {}

  /**
   * One with routes of its own.
   *
   * @param internal networks whose clients count as internal
   */
  static HttpConnectionManager.Builder of(
      String stat, RouteConfiguration.Builder routes, List<CidrRange> internal) {
    return HttpConnectionManager.newBuilder()
        .setStatPrefix(stat)
        .setRouteConfig(routes.setValidateClusters(BoolValue.of(false)))
        .addHttpFilters(filter("envoy.filters.http.router", Router.getDefaultInstance()))
        .setInternalAddressConfig(
            InternalAddressConfig.newBuilder().addAllCidrRanges(internal).build());
  }

  /** One for a listener that only the control plane or the machine asks. */
  static HttpConnectionManager.Builder ofSystem(String name, List<Route> routes) {
    return of(
        Naming.stat(name),
        RouteConfiguration.newBuilder().addVirtualHosts(host(name).addAllRoutes(routes)),
        LOOPBACK.stream().map(Addresses::range).toList());
  }

  static VirtualHost.Builder host(String name) {
    return VirtualHost.newBuilder().setName(name).addDomains("*");
  }

  static Route prefix(String prefix, String cluster, String rewrite) {
    return Route.newBuilder()
        .setMatch(RouteMatch.newBuilder().setPrefix(prefix))
        .setRoute(RouteAction.newBuilder().setCluster(cluster).setPrefixRewrite(rewrite))
        .build();
  }

  static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }

  /** Counts messages of gRPC. */
  static HttpFilter grpcStats() {
    return filter(
        "envoy.filters.http.grpc_stats",
        FilterConfig.newBuilder().setEmitFilterState(true).build());
  }
}
