package io.higuma.envoy;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Endpoints that the workload reaches one by one, past the services that they are of. */
final class DirectAccessGenerator {
  private static final String NAME = "direct_access";
  private static final String ALL = "*";

  private DirectAccessGenerator() {}

  /** Of the endpoints that the Dataplane names services of: {@code address port}, sorted. */
  static List<String> endpoints(MeshIndex mesh, DataplaneView dataplane) {
    var networking = dataplane.spec().networking();
    if (networking == null || networking.transparentProxying() == null) {
      return List.of();
    }
    List<String> wanted = networking.transparentProxying().directAccessServices();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Set<String> own =
        ProxyReading.inbounds(networking).stream()
            .map(inbound -> OutboundSelection.key(inbound.address(), inbound.port()))
            .collect(Collectors.toSet());
    var found = new TreeSet<String>();
    for (String service : wanted.contains(ALL) ? mesh.localServices() : wanted) {
      mesh.localEndpoints(service).stream()
          .map(endpoint -> OutboundSelection.key(endpoint.address(), endpoint.port()))
          .filter(key -> !mesh.isGivenOut(key) && !own.contains(key)) // one listener for each
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  static void addTo(ProxyDraft draft, List<String> endpoints) {
    if (endpoints.isEmpty()) {
      return;
    }
    draft.add(
        new ClusterDraft(Origin.DIRECT_ACCESS, Protocol.TCP, Clusters.originalDestination(NAME)));
    for (String endpoint : endpoints) {
      int space = endpoint.indexOf(' ');
      String address = endpoint.substring(0, space);
      int port = Integer.parseInt(endpoint.substring(space + 1));
      String name = NAME + "_" + OutboundUnits.bracketed(address) + ":" + port;
      draft.add(
          new ListenerDraft(
                  Origin.DIRECT_ACCESS,
                  Listener.newBuilder()
                      .setName(name)
                      .setAddress(Addresses.socket(address, port))
                      .setTrafficDirection(TrafficDirection.OUTBOUND)
                      .setBindToPort(BoolValue.of(false)))
              .add(
                  new FilterChainDraft()
                      .add(
                          FilterDraft.TCP_PROXY,
                          TcpProxy.newBuilder()
                              .setStatPrefix(Naming.stat(name))
                              .setCluster(NAME))));
    }
  }
}
