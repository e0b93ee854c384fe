package io.higuma.envoy;

import io.higuma.service.NamedAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of data planes by tags.
 *
 * @param names under which DNS gives it
 * @param ports on which it is served, and what each leads to
 */
record LegacyVip(String address, List<String> names, List<Port> ports) {
  /** A port of a Service in Kubernetes: {@code web_shop_svc_80}. */
  private static final Pattern OF_KUBERNETES = Pattern.compile(".+_svc_(\\d{1,5})");

  LegacyVip {
    names = List.copyOf(names);
    ports = List.copyOf(ports);
  }

  /**
   * A port.
   *
   * @param tags of the inbounds behind it
   */
  record Port(int port, SortedMap<String, String> tags) {}

  /** Of a name; one that is an address itself needs no DNS. */
  static LegacyVip of(NamedAddress named) {
    return new LegacyVip(
        named.address(),
        Addresses.isIp(named.name()) ? List.of() : List.of(named.name()),
        named.ports().stream().map(port -> new Port(port.port(), port.tags())).toList());
  }

  /** Of a value of {@code kuma.io/service}: {@code web.mesh}, and with dots for underscores. */
  static LegacyVip ofService(String service, String address, GenerationSettings settings) {
    String name = service + "." + settings.dnsDomain();
    String dotted = service.replace('_', '.') + "." + settings.dnsDomain();
    var tags = new TreeMap<>(Map.of(Tags.SERVICE, service));
    var ports = new ArrayList<Port>();
    ports.add(new Port(settings.serviceVipPort(), tags));
    Matcher kubernetes = OF_KUBERNETES.matcher(service);
    if (kubernetes.matches()) {
      int port = Integer.parseInt(kubernetes.group(1));
      if (port != settings.serviceVipPort() && Addresses.isPort(port)) {
        ports.add(new Port(port, tags));
      }
    }
    return new LegacyVip(
        address, name.equals(dotted) ? List.of(name) : List.of(name, dotted), ports);
  }
}
