package io.higuma.envoy;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import java.util.List;

/**
 * The endpoints of a cluster, still to be changed.
 *
 * @param all that the cluster has; localities can be made anew from them
 * @param localZone of the proxy
 * @param assignment what comes out, with localities by zone to begin with
 */
public record EndpointsDraft(
    String cluster,
    List<Endpoint> all,
    String localZone,
    ClusterLoadAssignment.Builder assignment) {
  public EndpointsDraft {
    all = List.copyOf(all);
  }

  Resource build() {
    return Resource.of(ResourceType.ENDPOINTS, cluster, assignment.build());
  }
}
