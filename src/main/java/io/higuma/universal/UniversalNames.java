package io.higuma.universal;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.service.NamedAddress;
import io.higuma.service.ServiceVips;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Names of a mesh that lead to tags.
 *
 * @param vips addresses by the value of {@code kuma.io/service}
 * @param named all others
 */
public record UniversalNames(SortedMap<String, String> vips, List<NamedAddress> named) {
  static final UniversalNames NONE = new UniversalNames(Collections.emptySortedMap(), List.of());

  public UniversalNames {
    vips = Collections.unmodifiableSortedMap(new TreeMap<>(vips));
    named = List.copyOf(named);
  }

  /**
   * Of a Config {@code kuma-<mesh>-dns-vips}: its {@code config}, as the control plane writes it,
   * and {@code vips}, addresses by service, for short.
   */
  public static UniversalNames of(String mesh, JsonNode config) {
    Map<String, String> data = Map.of("config", config.path("config").asText(""));
    SortedMap<String, String> vips = new TreeMap<>(ServiceVips.of(data));
    config
        .path("vips")
        .properties()
        .forEach(vip -> vips.put(vip.getKey(), vip.getValue().asText()));
    return new UniversalNames(vips, ServiceVips.named(mesh, data));
  }
}
