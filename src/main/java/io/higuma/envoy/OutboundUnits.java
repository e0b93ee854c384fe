package io.higuma.envoy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.higuma.envoy.LoadAssignments.Priorities;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Makes the resources of outbounds, each once for all proxies that have it in common. */
final class OutboundUnits {
  static final String CALLER_TAGS_HEADER = "x-kuma-tags";
  static final String LISTENER_TAGS = "io.kuma.tags";

  private final GenerationSettings settings;
  private final List<PolicyEffect> effects;
  private final Memo<ClusterKey, Resource> clusters = new Memo<>(this::makeCluster);
  private final Memo<EndpointsKey, Resource> endpoints = new Memo<>(this::makeEndpoints);
  private final Memo<ListenerKey, Resource> listeners = new Memo<>(this::makeListener);

  OutboundUnits(GenerationSettings settings, List<PolicyEffect> effects) {
    this.settings = settings;
    this.effects = List.copyOf(effects);
  }

  /** All that a cluster follows from. */
  record ClusterKey(
      Destination destination,
      String name,
      Protocol protocol,
      DestinationFacts.Reach reach,
      List<Endpoint> fixed,
      Cluster.DnsLookupFamily lookup,
      List<OutsideTls> outside,
      Optional<UpstreamTls> tls,
      Optional<String> probeTags,
      Map<ResourceKind, Conf> confs) {}

  /**
   * All that endpoints follow from.
   *
   * @param zone of the proxy, and nothing else of it: there are many endpoints
   */
  record EndpointsKey(
      String cluster,
      List<Endpoint> endpoints,
      boolean isLocalityAware,
      String zone,
      Map<ResourceKind, Conf> confs) {}

  /** All that a listener follows from. */
  record ListenerKey(
      String address,
      int port,
      Destination destination,
      String unifiedName,
      String host,
      String routes,
      Protocol protocol,
      SortedMap<String, String> tags,
      Routes table,
      OutboundConfs confs,
      OutboundTraits traits) {}

  Resource cluster(ClusterKey key) {
    return clusters.of(key);
  }

  Resource endpoints(EndpointsKey key) {
    return endpoints.of(key);
  }

  Resource listener(ListenerKey key) {
    return listeners.of(key);
  }

  private Resource makeCluster(ClusterKey key) {
    Cluster.Builder base =
        key.reach() == DestinationFacts.Reach.DIRECT
            ? FixedClusters.of(key.name(), key.fixed(), key.lookup())
            : Clusters.discovered(key.name());
    key.tls().ifPresent(tls -> Clusters.secure(base, tls));
    if (!key.outside().isEmpty()) {
      FixedClusters.secure(base, key.fixed(), key.outside());
    }
    var draft = new ClusterDraft(Origin.OUTBOUND, key.protocol(), base);
    key.probeTags().ifPresent(draft::probeTags);
    if (key.reach() == DestinationFacts.Reach.MESH) {
      draft.http(Clusters.http2());
    } else {
      switch (key.protocol()) {
        case HTTP -> draft.http(Clusters.http1());
        case HTTP2, GRPC -> draft.http(Clusters.http2());
        case KAFKA, TCP, TLS, MYSQL, UNKNOWN -> {}
      }
    }
    for (PolicyEffect effect : effects) {
      effect.onCluster(
          draft, key.destination(), Optional.ofNullable(key.confs().get(effect.kind())));
    }
    return draft.build();
  }

  private Resource makeEndpoints(EndpointsKey key) {
    Priorities priorities =
        key.isLocalityAware() ? Priorities.OWN_ZONE_FIRST : Priorities.ALL_ZONES_ALIKE;
    var draft =
        new EndpointsDraft(
            key.cluster(),
            key.endpoints(),
            key.zone(),
            LoadAssignments.of(key.cluster(), key.endpoints(), key.zone(), priorities));
    for (PolicyEffect effect : effects) {
      effect.onEndpoints(draft, Optional.ofNullable(key.confs().get(effect.kind())));
    }
    return draft.build();
  }

  static Struct struct(Map<String, String> texts) {
    var struct = Struct.newBuilder();
    texts.forEach(
        (key, value) -> struct.putFields(key, Value.newBuilder().setStringValue(value).build()));
    return struct.build();
  }

  private Resource makeListener(ListenerKey key) {
    OutboundTraits traits = key.traits();
    boolean isUnified = traits.naming() == Naming.UNIFIED && !key.unifiedName().isEmpty();
    var base =
        Listener.newBuilder()
            .setName(
                isUnified
                    ? key.unifiedName()
                    : "outbound:" + bracketed(key.address()) + ":" + key.port())
            .setAddress(Addresses.socket(key.address(), key.port()))
            .setTrafficDirection(TrafficDirection.OUTBOUND)
            .setMetadata(
                Metadata.newBuilder().putFilterMetadata(LISTENER_TAGS, struct(key.tags())));
    if (isUnified) {
      base.setStatPrefix(key.unifiedName());
    }
    if (traits.binding() == OutboundTraits.Binding.REDIRECTED) {
      base.setBindToPort(BoolValue.of(false));
    }
    var listener = new ListenerDraft(Origin.OUTBOUND, base).add(chain(key));
    var draft = new OutboundDraft(key.destination(), key.protocol(), listener);
    for (PolicyEffect effect : effects) {
      effect.onOutbound(draft, key.confs(), traits);
    }
    return listener.build();
  }

  static String bracketed(String address) {
    return Addresses.isIpv6(address) ? "[" + address + "]" : address;
  }

  private FilterChainDraft chain(ListenerKey key) {
    String stat = Naming.stat(key.host());
    var chain = new FilterChainDraft();
    if (!key.table().http().isEmpty()) {
      var routes = RouteConfiguration.newBuilder().setName(key.routes());
      key.traits()
          .callerTags()
          .ifPresent(tags ->
              routes.addRequestHeadersToAdd(
                  HeaderValueOption.newBuilder()
                      .setHeader(
                          HeaderValue.newBuilder().setKey(CALLER_TAGS_HEADER).setValue(tags))));
      routes.addVirtualHosts(HttpManagers.host(key.host()).addAllRoutes(key.table().http()));
      var http =
          HttpManagers.of(stat, routes, InternalNetworks.of(settings, key.traits().isIpv6Enabled()))
              .setNormalizePath(BoolValue.of(true));
      if (key.protocol() == Protocol.GRPC) {
        http.addHttpFilters(0, HttpManagers.grpcStats());
      }
      return chain.add(FilterDraft.HTTP_CONNECTION_MANAGER, http);
    }
    if (key.table().tcp().isEmpty()) {
      return chain;
    }
    if (key.protocol() == Protocol.KAFKA) {
      chain.add(KafkaBroker.FILTER, KafkaBroker.of(stat));
    }
    return chain.add(
        FilterDraft.TCP_PROXY, key.table().tcp(TcpProxy.newBuilder().setStatPrefix(stat)));
  }
}
