package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Labels;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What labels say about a proxy.
 *
 * @param type of the proxy
 * @param listeners of zone proxies, on a Dataplane
 */
public record ProxyShape(Type type, Set<Listener> listeners) {
  private static final String ENABLED = "enabled";

  /** The value of the label {@code kuma.io/proxy-type}. */
  public enum Type {
    SIDECAR("sidecar"),
    /** A builtin one; a delegated gateway has a sidecar. */
    GATEWAY("gateway"),
    ZONE_INGRESS("zoneingress"),
    ZONE_EGRESS("zoneegress");

    private final String value;

    Type(String value) {
      this.value = value;
    }
  }

  /** What a Dataplane may listen for beside its inbounds. */
  public enum Listener {
    ZONE_INGRESS("ZoneIngress", 1, Labels.LISTENER_ZONE_INGRESS.name()),
    ZONE_EGRESS("ZoneEgress", 2, Labels.LISTENER_ZONE_EGRESS.name());

    private final String type;
    private final int number;
    private final String label;

    Listener(String type, int number, String label) {
      this.type = type;
      this.number = number;
      this.label = label;
    }

    private boolean isNamed(JsonNode node) {
      return isEither(node, type, number);
    }
  }

  public ProxyShape {
    listeners = Set.copyOf(listeners);
  }

  /**
   * The shape of the proxy that an object is for; empty if it is for none.
   *
   * @param spec in any shape
   */
  public static Optional<ProxyShape> of(ResourceKind kind, JsonNode spec) {
    return switch (kind) {
      case DATAPLANE -> Optional.of(ofDataplane(spec));
      case ZONE_INGRESS -> Optional.of(new ProxyShape(Type.ZONE_INGRESS, Set.of()));
      case ZONE_EGRESS -> Optional.of(new ProxyShape(Type.ZONE_EGRESS, Set.of()));
      default -> Optional.empty();
    };
  }

  static ProxyShape ofDataplane(JsonNode spec) {
    JsonNode networking = spec.path("networking");
    boolean builtin = isEither(networking.path("gateway").path("type"), "BUILTIN", 1);
    var listeners = EnumSet.noneOf(Listener.class);
    for (JsonNode item : networking.path("listeners")) {
      for (Listener listener : Listener.values()) {
        if (listener.isNamed(item.path("type"))) {
          listeners.add(listener);
        }
      }
    }
    return new ProxyShape(builtin ? Type.GATEWAY : Type.SIDECAR, listeners);
  }

  /** Protobuf JSON takes the number of an enum value for its name. */
  private static boolean isEither(JsonNode node, String name, int number) {
    return node.isTextual()
        ? node.textValue().equals(name)
        : node.isIntegralNumber() && node.asInt() == number;
  }

  /** Overwrites the type of proxy and what it listens for; takes away what no longer holds. */
  public void mark(Map<String, String> labels) {
    labels.put(Labels.PROXY_TYPE.name(), type.value);
    switch (type) {
      case SIDECAR, GATEWAY -> {
        for (Listener listener : Listener.values()) {
          if (listeners.contains(listener)) {
            labels.put(listener.label, ENABLED);
          } else {
            labels.remove(listener.label);
          }
        }
      }
      case ZONE_INGRESS, ZONE_EGRESS -> {}
    }
  }
}
