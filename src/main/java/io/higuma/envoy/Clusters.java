package io.higuma.envoy;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;
import java.util.Map;

/** Clusters as all of them begin. */
final class Clusters {
  /** Where nothing else says so. */
  static final Duration CONNECT_TIMEOUT = Durations.seconds(5);

  /** Of the workload behind the proxy. */
  static final Duration LOCAL_CONNECT_TIMEOUT = Durations.seconds(10);

  /** Resources by the stream that this one came by. */
  static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private Clusters() {}

  static Cluster.Builder named(String name) {
    Cluster.Builder cluster = Cluster.newBuilder().setName(name).setConnectTimeout(CONNECT_TIMEOUT);
    String stat = Naming.stat(name);
    return stat.equals(name) ? cluster : cluster.setAltStatName(stat);
  }

  /** With one endpoint; a name is looked up by Envoy. */
  static Cluster.Builder fixed(String name, Address address) {
    boolean isName =
        address.hasSocketAddress() && !Addresses.isIp(address.getSocketAddress().getAddress());
    return named(name)
        .setType(isName ? Cluster.DiscoveryType.STRICT_DNS : Cluster.DiscoveryType.STATIC)
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(
                                    io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                                        .setAddress(address)))));
  }

  /** With the endpoints of the resource of the same name. */
  static Cluster.Builder discovered(String name) {
    return named(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ADS));
  }

  /** With mTLS; some zones are called by another server name. */
  static void secure(Cluster.Builder cluster, UpstreamTls tls) {
    cluster.setTransportSocket(TlsContexts.upstream(tls));
    for (String zone : tls.olderZones()) {
      cluster.addTransportSocketMatches(
          Cluster.TransportSocketMatch.newBuilder()
              .setName(zone)
              .setMatch(OutboundUnits.struct(Map.of(Tags.ZONE, zone)))
              .setTransportSocket(TlsContexts.upstream(tls.forOlderZones())));
    }
  }

  /** That leads where the client wanted to go. */
  static Cluster.Builder originalDestination(String name) {
    return named(name)
        .setType(Cluster.DiscoveryType.ORIGINAL_DST)
        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED);
  }

  /** With a source address that is not redirected again. */
  static BindConfig from(String address) {
    return BindConfig.newBuilder()
        .setSourceAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(0))
        .build();
  }

  static HttpProtocolOptions.Builder http2() {
    return HttpProtocolOptions.newBuilder()
        .setExplicitHttpConfig(
            ExplicitHttpConfig.newBuilder()
                .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()));
  }

  static HttpProtocolOptions.Builder http1() {
    return HttpProtocolOptions.newBuilder()
        .setExplicitHttpConfig(
            ExplicitHttpConfig.newBuilder()
                .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance()));
  }
}
