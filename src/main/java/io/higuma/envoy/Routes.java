package io.higuma.envoy;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster.ClusterWeight;
import java.util.List;

/**
 * Where requests of an outbound go: either of both has something in it, or none for what Kuma does
 * not serve.
 *
 * @param http in the order in which they are tried
 * @param tcp clusters of connections that are not taken for HTTP
 */
record Routes(List<Route> http, List<Backend> tcp) {
  Routes {
    http = List.copyOf(http);
    tcp = List.copyOf(tcp);
  }

  /** A cluster, and its share of all weights. */
  record Backend(String cluster, int weight) {}

  TcpProxy.Builder tcp(TcpProxy.Builder proxy) {
    if (tcp.size() == 1) {
      return proxy.setCluster(tcp.getFirst().cluster());
    }
    var split = WeightedCluster.newBuilder();
    for (Backend backend : tcp) {
      split.addClusters(
          ClusterWeight.newBuilder().setName(backend.cluster()).setWeight(backend.weight()));
    }
    return proxy.setWeightedClusters(split);
  }
}
