package io.higuma.service;

import io.higuma.validation.NetworkNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The names and addresses of a mesh for what is known by tags, as the ConfigMap {@code
 * kuma-<mesh>-dns-vips} has them.
 */
public final class ServiceVips {
  private static final String SERVICE = AddressView.service("");
  private static final String MESH = "mesh";
  private static final int PREFIX = 2;
  private static final int LARGEST_PORT = 65_535;

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
    var vips = new TreeMap<String, String>();
    view(data)
        .entries()
        .forEach((key, entry) -> {
          if (key.startsWith(SERVICE) && !entry.address().isEmpty()) {
            vips.put(key.substring(SERVICE.length()), entry.address());
          }
        });
    return vips;
  }

  /**
   * All other names, sorted. What leads into another mesh is none: nothing is made of it yet.
   *
   * @param data of the ConfigMap; what is malformed in it counts as absent
   */
  public static List<NamedAddress> named(String mesh, Map<String, String> data) {
    var named = new ArrayList<NamedAddress>();
    view(data)
        .entries()
        .forEach((key, entry) -> {
          List<NamedAddress.Port> ports =
              entry.outbounds().stream()
                  .filter(outbound -> isPort(mesh, outbound))
                  .map(outbound -> new NamedAddress.Port((int) outbound.port(), outbound.tags()))
                  .toList();
          if (!key.startsWith(SERVICE) && NetworkNames.isIp(entry.address()) && !ports.isEmpty()) {
            named.add(new NamedAddress(key.substring(PREFIX), entry.address(), ports));
          }
        });
    return List.copyOf(named);
  }

  private static boolean isPort(String mesh, AddressView.Outbound outbound) {
    return outbound.port() >= 1
        && outbound.port() <= LARGEST_PORT
        && !outbound.tags().getOrDefault(Offer.SERVICE, "").isEmpty()
        && outbound.tags().getOrDefault(MESH, mesh).equals(mesh);
  }

  private static AddressView view(Map<String, String> data) {
    return AddressView.parse(data.getOrDefault(AddressView.PAYLOAD, "")).orElse(AddressView.EMPTY);
  }
}
