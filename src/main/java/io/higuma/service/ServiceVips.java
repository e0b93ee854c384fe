package io.higuma.service;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The addresses of services by tag, as the ConfigMap {@code kuma-<mesh>-dns-vips} has them. */
public final class ServiceVips {
  private static final String SERVICE = AddressView.service("");

  private ServiceVips() {}

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
}
