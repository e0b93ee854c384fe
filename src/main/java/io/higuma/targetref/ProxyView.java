package io.higuma.targetref;

import io.higuma.metadata.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What policies can select a proxy by.
 *
 * @param name the display name
 * @param labels of the Dataplane; namespace, zone and origin are read from them
 * @param listeners where traffic comes in: inbounds, listeners of a zone proxy or of the gateway
 */
public record ProxyView(
    String mesh,
    String name,
    Map<String, String> labels,
    List<Listener> listeners,
    Optional<Gateway> gateway) {
  public ProxyView {
    labels = Map.copyOf(labels);
    listeners = List.copyOf(listeners);
  }

  /**
   * Where traffic comes in. It is known by its address, which no two of a proxy share.
   *
   * @param section its name, or the number of its port if it has none
   * @param tags of an inbound, or of a listener of a builtin gateway; none for a zone proxy
   */
  public record Listener(String section, String address, int port, Map<String, String> tags) {
    public Listener {
      tags = Map.copyOf(tags);
    }

    boolean isSection(String asked) {
      return asked.isEmpty() || asked.equals(section) || asked.equals(Integer.toString(port));
    }
  }

  /**
   * The gateway section of a Dataplane.
   *
   * @param meshGateway the name of the MeshGateway that a builtin one is bound to
   */
  public record Gateway(Type type, Map<String, String> tags, Optional<String> meshGateway) {
    public Gateway {
      tags = Map.copyOf(tags);
    }

    /** Whose gateway it is. */
    public enum Type {
      BUILTIN,
      DELEGATED
    }
  }

  /** Empty if it is in none. */
  public String namespace() {
    return label(Labels.NAMESPACE.name());
  }

  /** Empty if it is of none. */
  public String zone() {
    return label(Labels.ZONE.name());
  }

  String origin() {
    return label(Labels.ORIGIN.name());
  }

  private String label(String key) {
    return labels.getOrDefault(key, "");
  }

  boolean isBuiltinGateway() {
    return gateway.filter(found -> found.type() == Gateway.Type.BUILTIN).isPresent();
  }

  /** The word that {@code proxyTypes} has for it. */
  String type() {
    return gateway.isPresent() ? "Gateway" : "Sidecar";
  }
}
