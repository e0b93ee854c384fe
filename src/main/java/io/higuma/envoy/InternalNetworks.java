package io.higuma.envoy;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import java.util.List;

/** Networks whose clients count as internal. */
final class InternalNetworks {
  private InternalNetworks() {}

  static List<CidrRange> of(GenerationSettings settings, boolean isIpv6Enabled) {
    return settings.internalCidrs().stream()
        .filter(cidr -> isIpv6Enabled || !Addresses.isIpv6(cidr))
        .map(Addresses::range)
        .toList();
  }
}
