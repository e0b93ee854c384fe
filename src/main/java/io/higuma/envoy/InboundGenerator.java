package io.higuma.envoy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import java.util.Optional;

/** Listeners for the ports that a workload serves, and the clusters that lead to it. */
final class InboundGenerator {
  private static final String TLS = "tls";

  /** Policies set that of routes, which counts before this one. */
  private static final Duration STREAM_IDLE_TIMEOUT = Durations.seconds(3600);

  private final GenerationSettings settings;
  private final ProxyFacts proxy;

  private InboundGenerator(GenerationSettings settings, ProxyFacts proxy) {
    this.settings = settings;
    this.proxy = proxy;
  }

  static void addTo(ProxyDraft draft, GenerationSettings settings) {
    var generator = new InboundGenerator(settings, draft.proxy());
    draft.proxy().inbounds().stream()
        .filter(inbound -> inbound.port() != DataplaneSpec.SERVICELESS_PORT)
        .forEach(inbound -> draft.inbounds().add(generator.draft(inbound)));
  }

  static String unifiedName(InboundFacts inbound) {
    return "self_inbound_dp_" + inbound.section();
  }

  static String listenerName(InboundFacts inbound, Naming naming) {
    return naming.of(
        "inbound:" + OutboundUnits.bracketed(inbound.address()) + ":" + inbound.port(),
        unifiedName(inbound));
  }

  static String clusterName(InboundFacts inbound, Naming naming) {
    return naming.of("localhost:" + inbound.workloadPort(), unifiedName(inbound));
  }

  private InboundDraft draft(InboundFacts inbound) {
    return new InboundDraft(
        inbound,
        new ListenerDraft(Origin.INBOUND, listener(inbound)),
        cluster(inbound),
        proxy.tls().map(TlsSetup::mode),
        (listener, mode) -> addChains(listener, inbound, mode));
  }

  private Listener.Builder listener(InboundFacts inbound) {
    String name = listenerName(inbound, proxy.naming());
    var tags =
        inbound.tags().isEmpty() ? DestinationFacts.tagsOf(unifiedName(inbound)) : inbound.tags();
    var listener =
        Listener.newBuilder()
            .setName(name)
            .setAddress(Addresses.socket(inbound.address(), inbound.port()))
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setEnableReusePort(BoolValue.of(proxy.metadata().has(Feature.REUSE_PORT)))
            .setMetadata(
                Metadata.newBuilder()
                    .putFilterMetadata(OutboundUnits.LISTENER_TAGS, OutboundUnits.struct(tags)));
    if (proxy.naming() == Naming.UNIFIED) {
      listener.setStatPrefix(name);
    }
    if (proxy.transparentProxy().isPresent()) {
      listener.setBindToPort(BoolValue.of(false));
    }
    return listener;
  }

  private ClusterDraft cluster(InboundFacts inbound) {
    Cluster.Builder base =
        Clusters.fixed(
                clusterName(inbound, proxy.naming()),
                Addresses.socket(inbound.workloadAddress(), inbound.workloadPort()))
            .setConnectTimeout(Clusters.LOCAL_CONNECT_TIMEOUT);
    if (proxy.transparentProxy().isPresent() && !Addresses.isLoopback(inbound.workloadAddress())) {
      base.setUpstreamBindConfig(
          Clusters.from(PassthroughGenerator.source(inbound.workloadAddress())));
    }
    var draft = new ClusterDraft(Origin.INBOUND, inbound.protocol(), base);
    return switch (inbound.protocol()) {
      case HTTP -> draft.http(Clusters.http1());
      case HTTP2, GRPC -> draft.http(Clusters.http2());
      case KAFKA, TCP, TLS, MYSQL, UNKNOWN -> draft;
    };
  }

  private void addChains(ListenerDraft listener, InboundFacts inbound, Optional<TlsMode> mode) {
    if (mode.isEmpty() || proxy.tls().isEmpty()) {
      listener.add(chain(inbound));
      return;
    }
    var secure = chain(inbound).tls(TlsContexts.downstream(proxy.tls().get()));
    switch (mode.get()) {
      case STRICT -> listener.add(secure);
      case PERMISSIVE -> {
        listener.inspectTls();
        listener
            .add(chain(inbound).match(transport("raw_buffer").build()))
            .add(chain(inbound).match(transport(TLS).build()))
            .add(secure.match(transport(TLS).addApplicationProtocols(TlsContexts.ALPN).build()));
      }
    }
  }

  private static FilterChainMatch.Builder transport(String protocol) {
    return FilterChainMatch.newBuilder().setTransportProtocol(protocol);
  }

  private FilterChainDraft chain(InboundFacts inbound) {
    String cluster = clusterName(inbound, proxy.naming());
    String stat = Naming.stat(cluster);
    var chain = new FilterChainDraft();
    if (inbound.protocol().isHttp()) {
      return chain.add(FilterDraft.HTTP_CONNECTION_MANAGER, http(inbound, cluster, stat));
    }
    if (inbound.protocol() == Protocol.KAFKA) {
      chain.add(KafkaBroker.FILTER, KafkaBroker.of(stat));
    }
    return chain.add(
        FilterDraft.TCP_PROXY, TcpProxy.newBuilder().setStatPrefix(stat).setCluster(cluster));
  }

  private HttpConnectionManager.Builder http(InboundFacts inbound, String cluster, String stat) {
    String listener = listenerName(inbound, proxy.naming());
    boolean isNamed = proxy.naming() == Naming.LEGACY && !inbound.service().isEmpty();
    var routes =
        RouteConfiguration.newBuilder()
            .setName(isNamed ? "inbound:" + inbound.service() : listener)
            .addRequestHeadersToRemove(OutboundUnits.CALLER_TAGS_HEADER)
            .addVirtualHosts(
                HttpManagers.host(isNamed ? inbound.service() : listener)
                    .addRoutes(
                        Route.newBuilder()
                            .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                            .setRoute(
                                RouteAction.newBuilder()
                                    .setCluster(cluster)
                                    .setTimeout(Durations.ZERO))));
    var http =
        HttpManagers.of(
                stat, routes, InternalNetworks.of(settings, proxy.metadata().isIpv6Enabled()))
            .setStreamIdleTimeout(STREAM_IDLE_TIMEOUT)
            .setForwardClientCertDetails(ForwardClientCertDetails.SANITIZE_SET)
            .setSetCurrentClientCertDetails(SetCurrentClientCertDetails.newBuilder().setUri(true));
    if (inbound.protocol() == Protocol.GRPC) {
      http.addHttpFilters(0, HttpManagers.grpcStats());
    }
    return http;
  }
}
