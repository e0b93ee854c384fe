package io.higuma.targetref;

import io.higuma.metadata.Labels;
import java.util.Map;

/**
 * A resource that traffic goes to, as items for destinations can point at it.
 *
 * @param kind MeshService, MeshExternalService, MeshMultiZoneService or MeshHTTPRoute
 * @param name the display name
 * @param labels namespace and zone are read from them
 * @param portName empty if the port has no name
 * @param port 0 for the resource as a whole
 */
public record Destination(
    TargetKind kind, String name, Map<String, String> labels, String portName, int port) {
  public Destination {
    labels = Map.copyOf(labels);
  }

  /** Empty if it is in none. */
  public String namespace() {
    return labels.getOrDefault(Labels.NAMESPACE.name(), "");
  }

  /** Empty if it is of none. */
  public String zone() {
    return labels.getOrDefault(Labels.ZONE.name(), "");
  }

  boolean hasPort(String section) {
    return port != 0 && (section.equals(portName) || section.equals(Integer.toString(port)));
  }
}
