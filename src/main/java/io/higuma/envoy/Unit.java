package io.higuma.envoy;

import java.util.List;
import java.util.Set;

/**
 * Part of the configuration of a proxy, made as one.
 *
 * @param addresses of the outbounds in it; empty for other units
 */
record Unit(List<Resource> resources, Set<String> addresses) {
  Unit {
    resources = List.copyOf(resources);
    addresses = Set.copyOf(addresses);
  }
}
