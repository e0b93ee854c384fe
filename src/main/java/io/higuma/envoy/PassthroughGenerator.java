package io.higuma.envoy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import io.higuma.envoy.NodeMetadata.IpFamily;
import io.higuma.envoy.NodeMetadata.TransparentProxy;
import java.util.List;
import java.util.Optional;

/** Where redirected traffic arrives, and where that goes which no other listener takes. */
final class PassthroughGenerator {
  private PassthroughGenerator() {}

  /** What differs between the versions of IP. */
  private enum Version {
    IPV4("0.0.0.0", "127.0.0.6", SystemNames.INBOUND_IPV4, SystemNames.OUTBOUND_IPV4),
    IPV6("::", "::6", SystemNames.INBOUND_IPV6, SystemNames.OUTBOUND_IPV6);

    private final String any;
    private final String source;
    private final SystemNames inbound;
    private final SystemNames outbound;

    Version(String any, String source, SystemNames inbound, SystemNames outbound) {
      this.any = any;
      this.source = source;
      this.inbound = inbound;
      this.outbound = outbound;
    }
  }

  /** From where a proxy calls its workload, so that it is not redirected to the proxy again. */
  static String source(String workloadAddress) {
    return Addresses.isIpv6(workloadAddress) ? Version.IPV6.source : Version.IPV4.source;
  }

  static void addTo(ProxyDraft draft, TransparentProxy redirect, boolean passthrough) {
    List<Version> versions =
        redirect.family() == IpFamily.IPV4
            ? List.of(Version.IPV4)
            : List.of(Version.IPV4, Version.IPV6);
    for (Version version : versions) {
      if (redirect.outboundPort() != 0) {
        addOutbound(draft, version, redirect.outboundPort(), passthrough);
      }
      if (redirect.inboundPort() != 0) {
        addInbound(draft, version, redirect.inboundPort());
      }
    }
    String hole = SystemNames.BLACK_HOLE.in(draft.proxy().naming());
    draft.add(
        cluster(Clusters.named(hole).setAltStatName(hole).setType(Cluster.DiscoveryType.STATIC)));
  }

  private static void addOutbound(
      ProxyDraft draft, Version version, int port, boolean passthrough) {
    Naming naming = draft.proxy().naming();
    String name = version.outbound.in(naming);
    if (passthrough) {
      draft.add(cluster(Clusters.originalDestination(name)));
    }
    draft.add(
        new ListenerDraft(
                Origin.TRANSPARENT,
                listener(name, version, port, naming)
                    .setTrafficDirection(TrafficDirection.OUTBOUND))
            .add(chain(name, name)));
  }

  private static void addInbound(ProxyDraft draft, Version version, int port) {
    ProxyFacts proxy = draft.proxy();
    String name = version.inbound.in(proxy.naming());
    draft.add(
        cluster(
            Clusters.originalDestination(name)
                .setUpstreamBindConfig(Clusters.from(version.source))));
    ListenerDraft listener = inbound(version, port, proxy);
    if (isStrict(proxy)) {
      limitToPorts(listener, proxy, name);
    } else {
      listener.add(chain(name, name));
    }
    draft.add(listener);
  }

  private static ListenerDraft inbound(Version version, int port, ProxyFacts proxy) {
    return new ListenerDraft(
        Origin.TRANSPARENT,
        listener(version.inbound.in(proxy.naming()), version, port, proxy.naming())
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setEnableReusePort(BoolValue.of(proxy.metadata().has(Feature.REUSE_PORT))));
  }

  /**
   * Makes what takes all other ports anew, as the modes of the inbounds are by now. As Kuma, for
   * both versions of IP and without redirection, too: nothing arrives there.
   */
  static void adapt(ProxyDraft draft) {
    ProxyFacts proxy = draft.proxy();
    boolean isLimited =
        proxy.metadata().has(Feature.STRICT_INBOUND_PORTS)
            && proxy.tls().isPresent()
            && draft.inbounds().stream()
                .allMatch(inbound -> inbound.mode().equals(Optional.of(TlsMode.STRICT)));
    for (Version version : Version.values()) {
      String name = version.inbound.in(proxy.naming());
      ListenerDraft listener = draft.listeners().get(name);
      if (listener == null) {
        listener =
            inbound(
                version,
                proxy.transparentProxy().map(TransparentProxy::inboundPort).orElse(0),
                proxy);
        draft.add(listener);
      }
      if (isLimited) {
        limitToPorts(listener, proxy, name);
      } else {
        listener.chains().clear();
        listener.add(chain(name, name));
      }
    }
  }

  private static boolean isStrict(ProxyFacts proxy) {
    return proxy.metadata().has(Feature.STRICT_INBOUND_PORTS)
        && proxy.tls().filter(tls -> tls.mode() == TlsMode.STRICT).isPresent();
  }

  /** Ports that the Dataplane does not declare are refused by that no chain takes them. */
  static void limitToPorts(ListenerDraft listener, ProxyFacts proxy, String cluster) {
    String hole = SystemNames.BLACK_HOLE.in(proxy.naming());
    listener.chains().clear();
    proxy.inbounds().stream()
        .map(InboundFacts::port)
        .distinct()
        .forEach(port ->
            listener.add(
                chain(listener.name(), port == DataplaneSpec.SERVICELESS_PORT ? hole : cluster)
                    .match(
                        FilterChainMatch.newBuilder()
                            .setDestinationPort(UInt32Value.of(port))
                            .build())));
    if (listener.chains().isEmpty()) {
      listener.add(chain(listener.name(), hole)); // Envoy refuses a listener without chains
    }
  }

  private static ClusterDraft cluster(Cluster.Builder cluster) {
    return new ClusterDraft(Origin.TRANSPARENT, Protocol.TCP, cluster);
  }

  private static Listener.Builder listener(String name, Version version, int port, Naming naming) {
    var listener =
        Listener.newBuilder()
            .setName(name)
            .setAddress(Addresses.socket(version.any, port))
            .setUseOriginalDst(BoolValue.of(true));
    return naming == Naming.UNIFIED ? listener.setStatPrefix(name) : listener;
  }

  private static FilterChainDraft chain(String listener, String cluster) {
    return new FilterChainDraft()
        .add(
            FilterDraft.TCP_PROXY,
            TcpProxy.newBuilder().setStatPrefix(Naming.stat(listener)).setCluster(cluster));
  }
}
