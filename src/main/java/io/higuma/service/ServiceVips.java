package io.higuma.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The addresses of services by tag, as the ConfigMap {@code kuma-<mesh>-dns-vips} has them. */
public final class ServiceVips {
  private static final String SERVICE = AddressView.service("");

  private static final String MESH = "kuma.io/mesh";
  private static final String SERVICE_TAG = "kuma.io/service";
  private static final int HIGHEST_PORT = 65535;

  private ServiceVips() {}

  /**
   * A name that is not that of one service by tag.
   *
   * @param name a host name, or the address itself
   * @param ports the tags of the Dataplanes behind each; {@code kuma.io/service} is among them
   */
  public record Named(
      String name, String address, SortedMap<Integer, SortedMap<String, String>> ports) {
    public Named {
      ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }
  }

  /** The mesh whose addresses a ConfigMap of this name has. */
  public static Optional<String> meshOf(String configMap) {
    return AddressView.meshOf(configMap);
  }

  /**
   * By the value of {@code kuma.io/service}.
   *
   * @param data of the ConfigMap; what is malformed in it counts as absent
   */
  public static SortedMap<String, String> of(Map<String, String> data) {
    String payload = data.getOrDefault(AddressView.PAYLOAD, "");
    var vips = new TreeMap<String, String>();
    AddressView.parse(payload)
        .orElse(AddressView.EMPTY)
        .entries()
        .forEach((key, entry) -> {
          if (key.startsWith(SERVICE) && !entry.address().isEmpty()) {
            vips.put(key.substring(SERVICE.length()), entry.address());
          }
        });
    return vips;
  }

  /**
   * Those of Kubernetes Services, ExternalServices and VirtualOutbounds, in the order of their
   * keys. Ports that lead to another mesh are left out.
   *
   * @param data of the ConfigMap; what is malformed in it counts as absent
   */
  public static List<Named> named(Map<String, String> data) {
    String payload = data.getOrDefault(AddressView.PAYLOAD, "");
    var named = new ArrayList<Named>();
    AddressView.parse(payload)
        .orElse(AddressView.EMPTY)
        .entries()
        .forEach((key, entry) -> {
          SortedMap<Integer, SortedMap<String, String>> ports = ports(entry);
          if (!key.startsWith(SERVICE) && !entry.address().isEmpty() && !ports.isEmpty()) {
            named.add(new Named(key.substring(key.indexOf(':') + 1), entry.address(), ports));
          }
        });
    return List.copyOf(named);
  }

  private static SortedMap<Integer, SortedMap<String, String>> ports(AddressView.Entry entry) {
    var ports = new TreeMap<Integer, SortedMap<String, String>>();
    for (AddressView.Outbound outbound : entry.outbounds()) {
      boolean isPort = outbound.port() >= 1 && outbound.port() <= HIGHEST_PORT;
      if (isPort
          && outbound.tags().containsKey(SERVICE_TAG)
          && !outbound.tags().containsKey(MESH)) {
        ports.putIfAbsent((int) outbound.port(), outbound.tags());
      }
    }
    return ports;
  }
}
