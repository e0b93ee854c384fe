package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.higuma.metadata.Labels;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ports of a Service, and where they end in a Pod. */
final class ServicePorts {
  private static final String TCP = "TCP";

  private ServicePorts() {}

  /**
   * A port of a Service and its end.
   *
   * @param port the number in the pod
   * @param name the name of the container port; empty when it has none or is not declared
   * @param container the container that declares the port
   */
  record Target(
      Service service,
      ServicePort servicePort,
      long port,
      String name,
      Optional<Container> container) {}

  /** The TCP ports that lead somewhere, in the order of the Service. */
  static Stream<Target> targets(Service service, Pod pod) {
    return ports(service).stream()
        .filter(port -> isTcp(port.getProtocol()))
        .flatMap(port -> target(service, port, pod).stream());
  }

  static List<ServicePort> ports(Service service) {
    return service.getSpec() == null ? List.of() : service.getSpec().getPorts();
  }

  static boolean isHeadless(Service service) {
    return service.getSpec() != null && "None".equals(service.getSpec().getClusterIP());
  }

  static boolean isExternalName(Service service) {
    return service.getSpec() != null && "ExternalName".equals(service.getSpec().getType());
  }

  /** Whether the Service leads to a listener of a zone proxy, not to a workload. */
  static boolean isZoneProxy(Service service) {
    return ObjectMetadata.labels(service).containsKey(Labels.ZONE_PROXY_TYPE.name());
  }

  /** For messages: {@code Service demo/web}. */
  static String describe(Service service) {
    return "Service %s/%s"
        .formatted(service.getMetadata().getNamespace(), service.getMetadata().getName());
  }

  private static Optional<Target> target(Service service, ServicePort port, Pod pod) {
    IntOrString wanted = port.getTargetPort();
    if (wanted == null) {
      return Optional.of(byNumber(service, port, pod, port.getPort())); // what the API fills in
    }
    if (wanted.getStrVal() != null) {
      return byName(service, port, pod, wanted.getStrVal());
    }
    return Optional.of(byNumber(service, port, pod, wanted.getIntVal()));
  }

  private static Optional<Target> byName(Service service, ServicePort port, Pod pod, String name) {
    return declared(pod)
        .filter(d -> name.equals(d.port.getName()))
        .map(d ->
            new Target(service, port, d.port.getContainerPort(), name, Optional.of(d.container)))
        .findFirst();
  }

  private static Target byNumber(Service service, ServicePort port, Pod pod, int number) {
    return declared(pod)
        .filter(d -> Objects.equals(d.port.getContainerPort(), number))
        .map(d ->
            new Target(
                service,
                port,
                number,
                Objects.requireNonNullElse(d.port.getName(), ""),
                Optional.of(d.container)))
        .findFirst()
        .orElseGet(() -> new Target(service, port, number, "", Optional.empty()));
  }

  private record Declared(Container container, ContainerPort port) {}

  private static Stream<Declared> declared(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .flatMap(
            container -> container.getPorts().stream().map(port -> new Declared(container, port)))
        .filter(declared -> isTcp(declared.port.getProtocol()));
  }

  private static boolean isTcp(@Nullable String protocol) {
    return protocol == null || protocol.isEmpty() || protocol.equals(TCP);
  }
}
