package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.FieldPath;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where other zones reach a zone ingress.
 *
 * @param address an IP address or DNS name; null when not known
 * @param port zero when not known
 */
record PublicCoordinates(@Nullable String address, long port) {
  /** From the pod's annotations, else from its Service; empty when they are not known yet. */
  static Optional<PublicCoordinates> of(
      Pod pod, Service service, List<Node> nodes, Findings findings) {
    var annotations = new MetadataReader(ObjectMetadata.annotations(pod));
    Optional<PublicCoordinates> annotated = annotated(annotations);
    findings.addAll(annotations, "");
    if (annotated.isPresent() || !annotations.violations().isEmpty() || service.getSpec() == null) {
      return annotated;
    }
    return switch (Objects.requireNonNullElse(service.getSpec().getType(), "ClusterIP")) {
      case "LoadBalancer" -> ofLoadBalancer(service);
      case "NodePort" -> ofNode(service, nodes, findings);
      default -> Optional.empty();
    };
  }

  private static Optional<PublicCoordinates> annotated(MetadataReader annotations) {
    Optional<String> address = annotations.read(Annotations.INGRESS_PUBLIC_ADDRESS);
    boolean hasPort = annotations.has(Annotations.INGRESS_PUBLIC_PORT);
    if (address.isPresent() != hasPort) {
      annotations.refuse(
          hasPort ? Annotations.INGRESS_PUBLIC_ADDRESS : Annotations.INGRESS_PUBLIC_PORT,
          "public address and public port of the ingress have to be set together");
      return Optional.empty();
    }
    Optional<Long> port = annotations.read(Annotations.INGRESS_PUBLIC_PORT);
    return address.flatMap(a -> port.map(p -> new PublicCoordinates(a, p)));
  }

  private static Optional<PublicCoordinates> ofLoadBalancer(Service service) {
    if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
      return Optional.empty();
    }
    Optional<LoadBalancerIngress> first =
        service.getStatus().getLoadBalancer().getIngress().stream().findFirst();
    Optional<Integer> port =
        ServicePorts.ports(service).stream().map(ServicePort::getPort).findFirst();
    return first
        .flatMap(ingress ->
            Stream.of(
                    Optional.ofNullable(ingress.getIp()),
                    Optional.ofNullable(ingress.getHostname()))
                .flatMap(Optional::stream)
                .filter(address -> !address.isEmpty())
                .findFirst())
        .flatMap(address -> port.map(number -> new PublicCoordinates(address, number)));
  }

  private static Optional<PublicCoordinates> ofNode(
      Service service, List<Node> nodes, Findings findings) {
    Optional<String> address =
        nodes.stream()
            .findFirst()
            .flatMap(node -> address(node, "ExternalIP").or(() -> address(node, "InternalIP")));
    Optional<Integer> port =
        ServicePorts.ports(service).stream()
            .findFirst()
            .map(first -> Objects.requireNonNullElse(first.getNodePort(), 0));
    if (address.isEmpty() || port.isEmpty()) {
      findings.refuse(
          FieldPath.ROOT,
          "%s is of type NodePort, but no node with an external or internal IP address is known"
              .formatted(ServicePorts.describe(service)));
      return Optional.empty();
    }
    return Optional.of(new PublicCoordinates(address.get(), port.get()));
  }

  private static Optional<String> address(Node node, String type) {
    if (node.getStatus() == null) {
      return Optional.empty();
    }
    return node.getStatus().getAddresses().stream()
        .filter(address -> type.equals(address.getType()))
        .map(NodeAddress::getAddress)
        .findFirst();
  }
}
