package io.higuma.xds;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import java.util.Arrays;

/** Small configurations: each resource is a name and a revision, which shows in its content. */
final class Configurations {
  private Configurations() {}

  /** From words such as {@code CLUSTER/web@1}; the revision makes the content another. */
  static ProxyConfig of(String... words) {
    return ProxyConfig.of(Arrays.stream(words).map(Configurations::resource).toList());
  }

  static Resource resource(String word) {
    String[] parts = word.split("[/@]", -1);
    var type = ResourceType.valueOf(parts[0]);
    String name = parts[1];
    String revision = parts[2];
    return Resource.of(
        type,
        name,
        switch (type) {
          case CLUSTER -> Cluster.newBuilder().setName(name).setAltStatName(revision).build();
          case ENDPOINTS ->
              ClusterLoadAssignment.newBuilder()
                  .setClusterName(name)
                  .addEndpoints(
                      LocalityLbEndpoints.newBuilder()
                          .addLbEndpoints(LbEndpoint.newBuilder().setEndpointName(revision)))
                  .build();
          case LISTENER ->
              Listener.newBuilder()
                  .setName(name)
                  .setStatPrefix(revision)
                  .setAddress(
                      Address.newBuilder()
                          .setSocketAddress(SocketAddress.newBuilder().setPortValue(80)))
                  .build();
          case ROUTES ->
              RouteConfiguration.newBuilder()
                  .setName(name)
                  .addInternalOnlyHeaders(revision)
                  .build();
          case SECRET -> Secret.newBuilder().setName(name + revision).build();
          case RUNTIME -> throw new IllegalArgumentException(word);
        });
  }
}
