package io.higuma.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DnsLookupFamily;
import io.envoyproxy.envoy.config.cluster.v3.UpstreamConnectionOptions;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.GrpcService.GoogleGrpc;
import io.envoyproxy.envoy.config.core.v3.GrpcService.GoogleGrpc.CallCredentials;
import io.envoyproxy.envoy.config.core.v3.GrpcService.GoogleGrpc.CallCredentials.MetadataCredentialsFromPlugin;
import io.envoyproxy.envoy.config.core.v3.GrpcService.GoogleGrpc.ChannelArgs;
import io.envoyproxy.envoy.config.core.v3.GrpcService.GoogleGrpc.ChannelCredentials;
import io.envoyproxy.envoy.config.core.v3.GrpcService.GoogleGrpc.SslCredentials;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.grpc_credential.v3.FileBasedMetadataConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * How Envoy reaches the control plane: by its own gRPC client and a cluster, or by Google's, which
 * can read a token from a file again each time that it connects.
 *
 * @param trustPem authorities that the control plane is verified by
 */
record ControlPlaneAccess(
    BootstrapRequest request,
    Proxy proxy,
    BootstrapSettings settings,
    Endpoint endpoint,
    String trustPem,
    BootstrapFacts facts) {
  private static final String VALIDATION = "cp_validation_ctx";
  private static final String TOKEN_PLUGIN = "envoy.grpc_credentials.file_based_metadata";
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final long PING_MILLIS = 10_000;
  private static final long PING_TIMEOUT_MILLIS = 30_000;
  private static final UInt32Value KEEPALIVE_PROBES = UInt32Value.of(3);
  private static final UInt32Value KEEPALIVE_SECONDS = UInt32Value.of(10);

  GrpcService grpcService() {
    return isTokenReloaded() ? google() : envoy();
  }

  List<Cluster> clusters() {
    var clusters = new ArrayList<Cluster>();
    clusters.add(accessLogSink());
    if (!isTokenReloaded()) {
      clusters.add(ads());
    }
    return clusters;
  }

  Secret validation() {
    return Secret.newBuilder()
        .setName(VALIDATION)
        .setValidationContext(
            CertificateValidationContext.newBuilder()
                .setTrustedCa(trust())
                .addMatchTypedSubjectAltNames(isHost(SubjectAltNameMatcher.SanType.DNS))
                .addMatchTypedSubjectAltNames(isHost(SubjectAltNameMatcher.SanType.IP_ADDRESS)))
        .build();
  }

  private boolean isTokenReloaded() {
    return settings.isTokenReloaded() && !request.tokenPath().isEmpty();
  }

  private GrpcService envoy() {
    GrpcService.Builder service = GrpcService.newBuilder();
    service.getEnvoyGrpcBuilder().setClusterName(name("ads_cluster", "system_ads"));
    if (!request.token().isEmpty()) {
      service.addInitialMetadata(
          HeaderValue.newBuilder().setKey("authorization").setValue(request.token()));
    }
    return service.build();
  }

  private GrpcService google() {
    return GrpcService.newBuilder()
        .setGoogleGrpc(
            GoogleGrpc.newBuilder()
                .setTargetUri(endpoint.target())
                .setStatPrefix("ads")
                .setCredentialsFactoryName(TOKEN_PLUGIN)
                .setChannelCredentials(
                    ChannelCredentials.newBuilder()
                        .setSslCredentials(SslCredentials.newBuilder().setRootCerts(trust())))
                .addCallCredentials(
                    CallCredentials.newBuilder()
                        .setFromPlugin(
                            MetadataCredentialsFromPlugin.newBuilder()
                                .setName(TOKEN_PLUGIN)
                                .setTypedConfig(
                                    Any.pack(
                                        FileBasedMetadataConfig.newBuilder()
                                            .setSecretData(
                                                DataSource.newBuilder()
                                                    .setFilename(request.tokenPath()))
                                            .build()))))
                .setChannelArgs(
                    ChannelArgs.newBuilder()
                        .putArgs("grpc.keepalive_time_ms", number(PING_MILLIS))
                        .putArgs("grpc.keepalive_timeout_ms", number(PING_TIMEOUT_MILLIS))
                        .putArgs("grpc.http2.max_pings_without_data", number(0))
                        .putArgs(
                            "grpc.max_receive_message_length", number(settings.maxReceiveBytes()))))
        .build();
  }

  private Cluster accessLogSink() {
    return cluster(
            name("access_log_sink", "system_access_log_sink"),
            DiscoveryType.STATIC,
            Address.newBuilder()
                .setPipe(Pipe.newBuilder().setPath(SocketPath.accessLog(request.workdir(), proxy)))
                .build())
        .build();
  }

  private Cluster ads() {
    Cluster.Builder cluster =
        cluster(
            name("ads_cluster", "system_ads"),
            endpoint.isAddress() ? DiscoveryType.STATIC : DiscoveryType.STRICT_DNS,
            Address.newBuilder()
                .setSocketAddress(
                    SocketAddress.newBuilder()
                        .setAddress(endpoint.host())
                        .setPortValue(endpoint.port()))
                .build());
    if (!endpoint.isAddress()
        && !endpoint.host().equals("localhost")
        && facts.isIpv4Only(endpoint.host())) {
      cluster.setDnsLookupFamily(DnsLookupFamily.V4_ONLY);
    }
    return cluster
        .setTransportSocket(
            TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.tls")
                .setTypedConfig(Any.pack(tls())))
        .build();
  }

  private UpstreamTlsContext tls() {
    return UpstreamTlsContext.newBuilder()
        .setSni(endpoint.host())
        .setCommonTlsContext(
            CommonTlsContext.newBuilder()
                .setTlsParams(
                    TlsParameters.newBuilder()
                        .setTlsMinimumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_2))
                .setValidationContextSdsSecretConfig(
                    SdsSecretConfig.newBuilder().setName(VALIDATION)))
        .build();
  }

  private Cluster.Builder cluster(String name, DiscoveryType type, Address address) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(type)
        .setConnectTimeout(Durations.fromMillis(settings.connectTimeout().toMillis()))
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(
                                    io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                                        .setAddress(address)))))
        .putTypedExtensionProtocolOptions(HTTP_OPTIONS, Any.pack(http2()))
        .setUpstreamConnectionOptions(
            UpstreamConnectionOptions.newBuilder()
                .setTcpKeepalive(
                    TcpKeepalive.newBuilder()
                        .setKeepaliveProbes(KEEPALIVE_PROBES)
                        .setKeepaliveTime(KEEPALIVE_SECONDS)
                        .setKeepaliveInterval(KEEPALIVE_SECONDS)));
  }

  private static HttpProtocolOptions http2() {
    return HttpProtocolOptions.newBuilder()
        .setExplicitHttpConfig(
            ExplicitHttpConfig.newBuilder()
                .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance()))
        .build();
  }

  private String name(String legacy, String unified) {
    return request.can(Feature.UNIFIED_NAMES) && proxy.isMeshServicesOnly() ? unified : legacy;
  }

  private SubjectAltNameMatcher isHost(SubjectAltNameMatcher.SanType type) {
    return SubjectAltNameMatcher.newBuilder()
        .setSanType(type)
        .setMatcher(StringMatcher.newBuilder().setExact(endpoint.host()))
        .build();
  }

  private DataSource trust() {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(trustPem)).build();
  }

  private static ChannelArgs.Value number(long number) {
    return ChannelArgs.Value.newBuilder().setIntValue(number).build();
  }
}
