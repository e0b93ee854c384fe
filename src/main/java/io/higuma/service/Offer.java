package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an inbound of a Dataplane means for the names of its mesh. Pods that are alike offer the
 * same, so there are far fewer of these than pods.
 *
 * @param tags with {@code kuma.io/service}
 * @param isSelected whether the Service behind it selects the pod
 * @param address where this very instance is; empty if it has no tag {@code kuma.io/instance}
 * @param port zero without an address
 */
public record Offer(Map<String, String> tags, boolean isSelected, String address, long port) {
  static final String SERVICE = "kuma.io/service";
  static final String INSTANCE = "kuma.io/instance";

  /** One order for all, whatever came first. */
  static final Comparator<Offer> ORDER =
      Comparator.comparing(Offer::service)
          .thenComparing(Offer::address)
          .thenComparingLong(Offer::port)
          .thenComparing(Offer::isSelected)
          .thenComparing(offer -> new TreeMap<>(offer.tags()).toString());

  public Offer {
    tags = Map.copyOf(tags);
  }

  String service() {
    return tags.getOrDefault(SERVICE, "");
  }

  /** What a Dataplane offers, each once. */
  static List<Offer> of(Dataplane dataplane) {
    Networking networking = dataplane.getSpec().networking();
    return networking == null
        ? List.of()
        : networking.inbound().stream()
            .filter(inbound -> !inbound.tags().getOrDefault(SERVICE, "").isEmpty())
            .map(inbound -> of(networking, inbound))
            .distinct()
            .toList();
  }

  private static Offer of(Networking networking, Inbound inbound) {
    boolean isInstance = inbound.tags().containsKey(INSTANCE);
    String own = Objects.requireNonNullElse(inbound.address(), "");
    String address = own.isEmpty() ? Objects.requireNonNullElse(networking.address(), "") : own;
    return new Offer(
        inbound.tags(),
        inbound.state() != InboundState.Ignored,
        isInstance ? address : "",
        isInstance ? inbound.port() : 0);
  }
}
