package io.higuma.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.LayeredRuntime;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource.ApiType;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.metrics.v3.StatsConfig;
import io.envoyproxy.envoy.config.metrics.v3.TagSpecifier;
import io.envoyproxy.envoy.config.overload.v3.OverloadAction;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.config.overload.v3.ThresholdTrigger;
import io.envoyproxy.envoy.config.overload.v3.Trigger;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.regex_engines.v3.GoogleRE2;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;

/** The configuration that an Envoy starts with; all else it gets from the control plane. */
record EnvoyBootstrap(
    BootstrapRequest request,
    Proxy proxy,
    BootstrapSettings settings,
    ControlPlaneAccess controlPlane) {
  private static final int OWNER_ONLY = 0600;
  private static final double ANY_REGEX_SIZE = 4_294_967_295.0;
  private static final double REGEX_WARNING = 1000;
  private static final long GATEWAY_CONNECTIONS = 50_000;
  private static final String GATEWAY_LAYER = "gateway.listeners";
  private static final String HEAP = "envoy.resource_monitors.fixed_heap";
  private static final String CONNECTIONS =
      "envoy.resource_monitors.global_downstream_max_connections";

  Bootstrap build() {
    AdminInterface admin = AdminInterface.of(request, proxy, settings);
    Bootstrap.Builder bootstrap =
        Bootstrap.newBuilder()
            .setNode(
                Node.newBuilder()
                    .setId(proxy.nodeId())
                    .setCluster(proxy.cluster())
                    .setMetadata(NodeMetadata.of(request, proxy, admin)))
            .setDefaultRegexEngine(
                TypedExtensionConfig.newBuilder()
                    .setName("envoy.regex_engines.google_re2")
                    .setTypedConfig(Any.pack(GoogleRE2.getDefaultInstance())))
            .setLayeredRuntime(runtime())
            .setStatsConfig(statsTags())
            .setDynamicResources(
                Bootstrap.DynamicResources.newBuilder()
                    .setLdsConfig(withoutTimeout())
                    .setCdsConfig(withoutTimeout())
                    .setAdsConfig(ads()))
            .setStaticResources(
                Bootstrap.StaticResources.newBuilder()
                    .addSecrets(controlPlane.validation())
                    .addAllClusters(controlPlane.clusters()));
    if (admin.port() != 0) {
      bootstrap.setAdmin(admin(admin));
    }
    if (proxy.isBuiltinGateway()) {
      bootstrap.setOverloadManager(overload());
    }
    return bootstrap.build();
  }

  private Admin admin(AdminInterface where) {
    Address.Builder address = Address.newBuilder();
    where
        .socket()
        .ifPresentOrElse(
            path -> address.setPipe(Pipe.newBuilder().setPath(path).setMode(OWNER_ONLY)),
            () ->
                address.setSocketAddress(
                    SocketAddress.newBuilder()
                        .setAddress(where.address())
                        .setPortValue(where.port())));
    return Admin.newBuilder()
        .addAccessLog(
            AccessLog.newBuilder()
                .setName("envoy.access_loggers.file")
                .setTypedConfig(
                    Any.pack(
                        FileAccessLog.newBuilder().setPath(settings.adminAccessLogPath()).build())))
        .setAddress(address)
        .build();
  }

  private LayeredRuntime runtime() {
    LayeredRuntime.Builder runtime =
        LayeredRuntime.newBuilder()
            .addLayers(
                RuntimeLayer.newBuilder()
                    .setName("kuma")
                    .setStaticLayer(
                        Struct.newBuilder()
                            .putFields("re2.max_program_size.error_level", number(ANY_REGEX_SIZE))
                            .putFields("re2.max_program_size.warn_level", number(REGEX_WARNING))));
    if (proxy.isBuiltinGateway()) {
      runtime.addLayers(
          RuntimeLayer.newBuilder()
              .setName(GATEWAY_LAYER)
              .setRtdsLayer(
                  RuntimeLayer.RtdsLayer.newBuilder()
                      .setName(GATEWAY_LAYER)
                      .setRtdsConfig(
                          ConfigSource.newBuilder()
                              .setAds(AggregatedConfigSource.getDefaultInstance())
                              .setResourceApiVersion(ApiVersion.V3))));
    }
    return runtime.build();
  }

  private static StatsConfig statsTags() {
    return StatsConfig.newBuilder()
        .addStatsTags(tag("name", "^grpc\\.((.+)\\.)"))
        .addStatsTags(tag("status", "^grpc.*streams_closed(_([0-9]+))"))
        .addStatsTags(tag("kafka_name", "^kafka(\\.(\\S*[0-9]))\\."))
        .addStatsTags(tag("kafka_type", "^kafka\\..*\\.(.*?(?=_duration|$))"))
        .addStatsTags(tag("worker", "(worker_([0-9]+)\\.)"))
        .addStatsTags(tag("listener", "((.+?)\\.)rbac\\."))
        .build();
  }

  private ApiConfigSource ads() {
    return ApiConfigSource.newBuilder()
        .setApiType(request.can(Feature.DELTA) ? ApiType.DELTA_GRPC : ApiType.GRPC)
        .setTransportApiVersion(ApiVersion.V3)
        .setSetNodeOnFirstMessageOnly(true)
        .addGrpcServices(controlPlane.grpcService())
        .build();
  }

  /** Envoy waits without limit, and is not ready, until it was told even that there is nothing. */
  private static ConfigSource withoutTimeout() {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setInitialFetchTimeout(Durations.ZERO)
        .setResourceApiVersion(ApiVersion.V3)
        .build();
  }

  /** A gateway takes connections of strangers, so it turns some away before it falls over. */
  private OverloadManager overload() {
    OverloadManager.Builder overload =
        OverloadManager.newBuilder()
            .setRefreshInterval(Durations.fromMillis(250))
            .addResourceMonitors(
                ResourceMonitor.newBuilder()
                    .setName(CONNECTIONS)
                    .setTypedConfig(
                        Any.pack(
                            DownstreamConnectionsConfig.newBuilder()
                                .setMaxActiveDownstreamConnections(GATEWAY_CONNECTIONS)
                                .build())));
    if (request.maxHeapBytes() > 0) {
      overload
          .addResourceMonitors(
              ResourceMonitor.newBuilder()
                  .setName(HEAP)
                  .setTypedConfig(
                      Any.pack(
                          FixedHeapConfig.newBuilder()
                              .setMaxHeapSizeBytes(request.maxHeapBytes())
                              .build())))
          .addActions(atHeap("envoy.overload_actions.shrink_heap", 0.95))
          .addActions(atHeap("envoy.overload_actions.stop_accepting_requests", 0.98));
    }
    return overload.build();
  }

  private static OverloadAction atHeap(String action, double share) {
    return OverloadAction.newBuilder()
        .setName(action)
        .addTriggers(
            Trigger.newBuilder()
                .setName(HEAP)
                .setThreshold(ThresholdTrigger.newBuilder().setValue(share)))
        .build();
  }

  private static TagSpecifier tag(String name, String regex) {
    return TagSpecifier.newBuilder().setTagName(name).setRegex(regex).build();
  }

  private static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }
}
