package io.higuma.envoy;

import io.higuma.config.ControlPlaneConfig;
import java.util.List;

/**
 * Settings of the control plane that show in configurations.
 *
 * @param zone that the control plane serves
 * @param internalCidrs networks whose clients count as internal
 * @param serviceVipPort on which addresses of {@code kuma.io/service} are served
 * @param dnsDomain of the names of these
 */
public record GenerationSettings(
    String zone, List<String> internalCidrs, int serviceVipPort, String dnsDomain) {
  public GenerationSettings {
    internalCidrs = List.copyOf(internalCidrs);
  }

  public static GenerationSettings of(ControlPlaneConfig config) {
    return new GenerationSettings(
        config.zoneName(),
        config.ipam().knownInternalCIDRs(),
        config.dnsServer().serviceVipPort(),
        config.dnsServer().domain());
  }
}
