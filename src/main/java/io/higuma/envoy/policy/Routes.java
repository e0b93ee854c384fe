package io.higuma.envoy.policy;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.higuma.envoy.Conf;
import io.higuma.envoy.OutboundConfs;
import io.higuma.resource.Kri;
import io.higuma.resource.ResourceKind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The routes of a connection manager. */
public final class Routes {
  private Routes() {}

  /** Changes each of them. */
  public static void forEach(HttpConnectionManager.Builder http, Consumer<Route.Builder> change) {
    for (VirtualHost.Builder host : http.getRouteConfigBuilder().getVirtualHostsBuilderList()) {
      host.getRoutesBuilderList().forEach(change);
    }
  }

  /** What a policy says of requests that take a route: of the route itself, or its destination. */
  public static Optional<Conf> conf(OutboundConfs confs, ResourceKind kind, Route.Builder route) {
    for (Map.Entry<Kri, Map<ResourceKind, Conf>> named : confs.ofRoutes().entrySet()) {
      // The name of a route begins with that of its MeshHTTPRoute; its rule may follow.
      if (route.getName().startsWith(named.getKey().toString())) {
        return confs.of(kind, named.getKey());
      }
    }
    return confs.of(kind);
  }
}
