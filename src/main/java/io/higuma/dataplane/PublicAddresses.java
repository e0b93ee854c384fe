package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a Service is reached from outside of the cluster. */
public final class PublicAddresses {
  private PublicAddresses() {}

  /** The first entry of a load balancer; empty while it is not ready. */
  public static Optional<LoadBalancerIngress> ofLoadBalancer(Service service) {
    return Optional.ofNullable(service.getStatus())
        .map(status -> status.getLoadBalancer())
        .map(balancer -> balancer.getIngress())
        .flatMap(ingresses -> ingresses.stream().findFirst());
  }

  /**
   * The external, else the internal, address of the first node; empty if it has none.
   *
   * @param nodes in an order that stays
   */
  public static Optional<String> ofNode(List<Node> nodes) {
    List<NodeAddress> addresses =
        nodes.stream()
            .limit(1)
            .flatMap(node -> Stream.ofNullable(node.getStatus()))
            .flatMap(status -> Stream.ofNullable(status.getAddresses()))
            .flatMap(List::stream)
            .toList();
    return of(addresses, "ExternalIP").or(() -> of(addresses, "InternalIP"));
  }

  private static Optional<String> of(List<NodeAddress> addresses, String type) {
    return addresses.stream()
        .filter(address -> type.equals(address.getType()))
        .map(NodeAddress::getAddress)
        .findFirst();
  }
}
