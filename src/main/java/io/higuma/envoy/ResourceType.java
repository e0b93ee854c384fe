package io.higuma.envoy;

import java.util.Optional;

/**
 * The kinds of resources that a proxy is given, in the order in which Envoy wants changes of them:
 * first what others refer to.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol#eventual-consistency-considerations">Eventual
 *     consistency considerations</a>
 */
public enum ResourceType {
  CLUSTER("envoy.config.cluster.v3.Cluster"),
  ENDPOINTS("envoy.config.endpoint.v3.ClusterLoadAssignment"),
  LISTENER("envoy.config.listener.v3.Listener"),
  ROUTES("envoy.config.route.v3.RouteConfiguration"),
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret"),
  RUNTIME("envoy.service.runtime.v3.Runtime");

  private final String url;

  ResourceType(String message) {
    url = "type.googleapis.com/" + message;
  }

  /** As it stands in {@code type_url} of requests, responses and each resource. */
  public String url() {
    return url;
  }

  public static Optional<ResourceType> ofUrl(String url) {
    for (ResourceType type : values()) {
      if (type.url.equals(url)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
