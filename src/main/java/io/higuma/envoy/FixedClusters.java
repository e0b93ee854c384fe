package io.higuma.envoy;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.List;

/** Clusters whose endpoints are in them: what is outside of the mesh. */
final class FixedClusters {
  private FixedClusters() {}

  /** Names are looked up by Envoy. */
  static Cluster.Builder of(String name, List<Endpoint> endpoints) {
    var all = LocalityLbEndpoints.newBuilder();
    endpoints.forEach(endpoint -> all.addLbEndpoints(LoadAssignments.lbEndpoint(endpoint)));
    boolean hasNames = endpoints.stream().anyMatch(one -> !Addresses.isIp(one.address()));
    Cluster.Builder cluster =
        Clusters.named(name)
            .setLoadAssignment(
                ClusterLoadAssignment.newBuilder().setClusterName(name).addEndpoints(all));
    return hasNames
        ? cluster
            .setType(Cluster.DiscoveryType.STRICT_DNS)
            .setDnsLookupFamily(Cluster.DnsLookupFamily.V4_ONLY)
        : cluster.setType(Cluster.DiscoveryType.STATIC);
  }
}
