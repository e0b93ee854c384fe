package io.higuma.service;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.higuma.api.v1alpha1.MeshServiceSpec.Port;
import java.util.List;
import java.util.stream.Stream;

/** Which ports of a Service a mesh serves: those over TCP. */
final class ServicePortRules {
  private static final String TCP = "TCP";

  private ServicePortRules() {}

  /** In the order of the Service. */
  static List<Port> served(Service service) {
    return ports(service)
        .filter(port -> TCP.equals(port.getProtocol()))
        .map(port -> new Port(port.getPort(), port.getTargetPort(), name(port), protocol(port)))
        .toList();
  }

  /** The others, for a sentence. */
  static List<String> ignored(Service service) {
    return ports(service)
        .filter(port -> !TCP.equals(port.getProtocol()))
        .map(port -> "%s (%s)".formatted(name(port), port.getProtocol()))
        .toList();
  }

  private static Stream<ServicePort> ports(Service service) {
    return Stream.ofNullable(service.getSpec().getPorts()).flatMap(List::stream);
  }

  private static String name(ServicePort port) {
    String name = port.getName();
    return name == null || name.isEmpty() ? Integer.toString(port.getPort()) : name;
  }

  private static String protocol(ServicePort port) {
    String protocol = port.getAppProtocol();
    return protocol == null || protocol.isEmpty() ? "tcp" : protocol;
  }
}
