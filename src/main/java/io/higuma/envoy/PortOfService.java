package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.MeshObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of a MeshService, MeshExternalService or MeshMultiZoneService.
 *
 * @param section its name, or its number where it has none
 * @param target name or number of the inbound; of no meaning where there is none
 */
record PortOfService(int port, String section, String target, Protocol protocol) {
  /** In the order in which the service has them; numbers that are no ports are passed over. */
  static List<PortOfService> of(MeshObject service) {
    List<PortOfService> all = all(service);
    return all.stream().allMatch(one -> Addresses.isPort(one.port))
        ? all
        : all.stream().filter(one -> Addresses.isPort(one.port)).toList();
  }

  private static List<PortOfService> all(MeshObject service) {
    return switch (service.kind()) {
      case MESH_EXTERNAL_SERVICE -> {
        JsonNode match = service.spec().path("match");
        int port = match.path("port").asInt();
        yield List.of(
            new PortOfService(
                port,
                Integer.toString(port),
                "",
                Protocol.of(match.path("protocol").asText("tcp"))));
      }
      default -> {
        var ports = new ArrayList<PortOfService>();
        for (JsonNode one : service.spec().path("ports")) {
          int port = one.path("port").asInt();
          String name = one.path("name").asText("");
          JsonNode target = one.path("targetPort");
          ports.add(
              new PortOfService(
                  port,
                  name.isEmpty() ? Integer.toString(port) : name,
                  target.isMissingNode() || target.isNull()
                      ? Integer.toString(port)
                      : target.asText(),
                  Protocol.of(one.path("appProtocol").asText("tcp"))));
        }
        yield ports;
      }
    };
  }
}
