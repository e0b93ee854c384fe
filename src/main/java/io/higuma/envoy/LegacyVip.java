package io.higuma.envoy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An address of data planes by tags.
 *
 * @param names under which DNS gives it
 * @param ports on which it is served, and what each leads to
 */
public record LegacyVip(String address, List<String> names, List<Port> ports) {
  public LegacyVip {
    names = List.copyOf(names);
    ports = List.copyOf(ports);
  }

  /**
   * A port.
   *
   * @param tags of the inbounds behind it
   */
  public record Port(int port, SortedMap<String, String> tags) {}

  /** Of a value of {@code kuma.io/service}: {@code web.mesh}, and with dots for underscores. */
  public static LegacyVip ofService(String service, String address, GenerationSettings settings) {
    String name = service + "." + settings.dnsDomain();
    String dotted = service.replace('_', '.') + "." + settings.dnsDomain();
    return new LegacyVip(
        address,
        name.equals(dotted) ? List.of(name) : List.of(name, dotted),
        List.of(
            new Port(
                settings.serviceVipPort(), new TreeMap<>(Map.of(Tags.SERVICE, service)))));
  }
}
