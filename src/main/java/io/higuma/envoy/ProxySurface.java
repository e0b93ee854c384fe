package io.higuma.envoy;

import io.higuma.targetref.ProxyView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a proxy policies can be about.
 *
 * @param outbounds each destination once, in the order in which they are found
 */
public record ProxySurface(ProxyView proxy, List<Outbound> outbounds) {
  public ProxySurface {
    outbounds = List.copyOf(outbounds);
  }

  /**
   * A destination of the proxy.
   *
   * @param addresses at which the workload reaches it
   * @param service as policies point at it; empty for one that is known by its tags alone
   * @param tags empty for a port of a service
   */
  public record Outbound(
      List<String> addresses,
      Optional<io.higuma.targetref.Destination> service,
      Map<String, String> tags) {
    public Outbound {
      addresses = List.copyOf(addresses);
      tags = Map.copyOf(tags);
    }
  }

  /**
   * Of a proxy.
   *
   * @param metadata that no configuration can be made from will do, too
   */
  public static ProxySurface of(MeshIndex mesh, DataplaneView dataplane, NodeMetadata metadata) {
    ProxyFacts proxy = ProxyReading.facts(mesh, dataplane, metadata);
    var addresses = new LinkedHashMap<Destination, List<String>>();
    for (OutboundPort port : OutboundSelection.of(mesh, proxy).ports(mesh)) {
      addresses
          .computeIfAbsent(port.destination(), none -> new ArrayList<>())
          .add(OutboundSelection.key(port.address(), port.port()).replace(' ', ':'));
    }
    var outbounds = new ArrayList<Outbound>();
    addresses.forEach((destination, at) -> outbounds.add(outbound(mesh, destination, at)));
    return new ProxySurface(ProxyViews.of(proxy), outbounds);
  }

  private static Outbound outbound(MeshIndex mesh, Destination destination, List<String> at) {
    return switch (destination) {
      case Destination.ByTags(var tags) -> new Outbound(at, Optional.empty(), tags);
      case Destination.ServicePort port ->
          new Outbound(at, Optional.of(mesh.confs().destination(port)), Map.of());
    };
  }

  /** All ports of all services of a mesh, as policies point at them. */
  public static List<io.higuma.targetref.Destination> services(MeshIndex mesh) {
    var services = new ArrayList<io.higuma.targetref.Destination>();
    for (var service : mesh.services()) {
      for (PortOfService port : PortOfService.of(service)) {
        services.add(
            mesh.confs()
                .destination(
                    new Destination.ServicePort(service.kri(), port.port(), port.section())));
      }
    }
    return services;
  }

  /** A route, as policies for its requests point at it. */
  public static io.higuma.targetref.Destination route(io.higuma.targetref.Policy route) {
    return ProxyViews.destination(route);
  }
}
