package io.higuma.envoy;

import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.List;
import java.util.TreeMap;

/** Endpoints in the words of Envoy, by zone. */
final class LoadAssignments {
  private static final String LB = "envoy.lb";
  private static final String SOCKET_MATCH = "envoy.transport_socket_match";
  private static final String LABELS = "io.kuma.labels";

  private LoadAssignments() {}

  /** Which zones are asked first. */
  enum Priorities {
    ALL_ZONES_ALIKE,
    OWN_ZONE_FIRST
  }

  static ClusterLoadAssignment.Builder of(
      String cluster, List<Endpoint> endpoints, String ownZone, Priorities priorities) {
    var byZone = new TreeMap<String, LocalityLbEndpoints.Builder>();
    for (Endpoint endpoint : endpoints) {
      byZone
          .computeIfAbsent(endpoint.zone(), zone -> locality(zone, ownZone, priorities))
          .addLbEndpoints(lbEndpoint(endpoint));
    }
    var assignment = ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    byZone.values().forEach(assignment::addEndpoints);
    return assignment;
  }

  private static LocalityLbEndpoints.Builder locality(
      String zone, String ownZone, Priorities priorities) {
    var locality = LocalityLbEndpoints.newBuilder();
    if (zone.isEmpty()) {
      return locality;
    }
    locality.setLocality(Locality.newBuilder().setZone(zone));
    return priorities == Priorities.OWN_ZONE_FIRST && !zone.equals(ownZone)
        ? locality.setPriority(1)
        : locality;
  }

  static LbEndpoint lbEndpoint(Endpoint endpoint) {
    var tags = Tags.without(endpoint.tags(), Tags.SERVICE);
    var metadata = Metadata.newBuilder();
    if (!tags.isEmpty()) {
      Struct struct = OutboundUnits.struct(tags);
      metadata.putFilterMetadata(LB, struct).putFilterMetadata(SOCKET_MATCH, struct);
    }
    if (!endpoint.labels().isEmpty()) {
      metadata.putFilterMetadata(LABELS, OutboundUnits.struct(endpoint.labels()));
    }
    var lb =
        LbEndpoint.newBuilder()
            .setEndpoint(
                io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                    .setAddress(Addresses.socket(endpoint.address(), endpoint.port())))
            .setLoadBalancingWeight(UInt32Value.of(endpoint.weight()));
    return metadata.getFilterMetadataCount() > 0 ? lb.setMetadata(metadata).build() : lb.build();
  }
}
