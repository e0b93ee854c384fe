package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Node;
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
    Optional<Integer> port =
        ServicePorts.ports(service).stream().map(ServicePort::getPort).findFirst();
    return PublicAddresses.ofLoadBalancer(service)
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
    Optional<String> address = PublicAddresses.ofNode(nodes);
    Optional<Integer> port =
        ServicePorts.ports(service).stream()
            .limit(1)
            .map(first -> Objects.requireNonNullElse(first.getNodePort(), 0))
            .filter(number -> number != 0)
            .findFirst();
    if (address.isEmpty()) {
      refuse(service, "no node with an external or internal IP address is known", findings);
    }
    if (port.isEmpty()) {
      refuse(service, "its first port has no nodePort", findings);
    }
    return address.flatMap(known -> port.map(number -> new PublicCoordinates(known, number)));
  }

  private static void refuse(Service service, String why, Findings findings) {
    findings.refuse(
        FieldPath.ROOT,
        "%s is of type NodePort, but %s".formatted(ServicePorts.describe(service), why));
  }
}
