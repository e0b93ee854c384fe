package io.higuma.service;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.higuma.dataplane.PublicAddresses;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where other zones reach a zone proxy.
 *
 * @param address an IP address or DNS name
 */
record ZoneAddress(String address, int port) {
  /**
   * Of the first port of a Service; empty if nothing gives it a public address.
   *
   * @param nodes in an order that stays
   */
  static Optional<ZoneAddress> of(Service service, List<Node> nodes) {
    List<ServicePort> ports = Objects.requireNonNullElse(service.getSpec().getPorts(), List.of());
    if (ports.isEmpty()) {
      return Optional.empty();
    }
    ServicePort first = ports.getFirst();
    Optional<ZoneAddress> external =
        Stream.ofNullable(service.getSpec().getExternalIPs())
            .flatMap(List::stream)
            .findFirst()
            .map(address -> new ZoneAddress(address, first.getPort()));
    if (external.isPresent()) {
      return external;
    }
    return switch (Objects.requireNonNullElse(service.getSpec().getType(), "ClusterIP")) {
      case "LoadBalancer" ->
          ofLoadBalancer(service).map(address -> new ZoneAddress(address, first.getPort()));
      case "NodePort" ->
          Optional.ofNullable(first.getNodePort())
              .flatMap(port ->
                  PublicAddresses.ofNode(nodes).map(address -> new ZoneAddress(address, port)));
      default -> Optional.empty();
    };
  }

  /** The name goes before the IP address. */
  private static Optional<String> ofLoadBalancer(Service service) {
    return PublicAddresses.ofLoadBalancer(service)
        .flatMap(ingress -> text(ingress.getHostname()).or(() -> text(ingress.getIp())));
  }

  private static Optional<String> text(@Nullable String text) {
    return Optional.ofNullable(text).filter(one -> !one.isEmpty());
  }
}
