package io.higuma.envoy;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.List;
import java.util.Map;

/** Clusters whose endpoints are in them: what is outside of the mesh. */
final class FixedClusters {
  private FixedClusters() {}

  /**
   * Names are looked up by Envoy.
   *
   * @param lookup in which addresses
   */
  static Cluster.Builder of(String name, List<Endpoint> endpoints, Cluster.DnsLookupFamily lookup) {
    var all = LocalityLbEndpoints.newBuilder();
    endpoints.forEach(endpoint -> all.addLbEndpoints(LoadAssignments.lbEndpoint(endpoint)));
    boolean hasNames = endpoints.stream().anyMatch(one -> !Addresses.isIp(one.address()));
    Cluster.Builder cluster =
        Clusters.named(name)
            .setLoadAssignment(
                ClusterLoadAssignment.newBuilder().setClusterName(name).addEndpoints(all));
    return hasNames
        ? cluster.setType(Cluster.DiscoveryType.STRICT_DNS).setDnsLookupFamily(lookup)
        : cluster.setType(Cluster.DiscoveryType.STATIC);
  }

  /** Of several endpoints each is told by its tags, since their TLS may differ. */
  static void secure(Cluster.Builder cluster, List<Endpoint> endpoints, List<OutsideTls> outside) {
    if (endpoints.size() == 1) {
      cluster.setTransportSocket(outside.getFirst().socket());
      return;
    }
    for (OutsideTls tls : outside) {
      cluster.addTransportSocketMatches(
          Cluster.TransportSocketMatch.newBuilder()
              .setName(tls.external())
              .setMatch(OutboundUnits.struct(Map.of(LegacyExternal.EXTERNAL, tls.external())))
              .setTransportSocket(tls.socket()));
    }
  }
}
