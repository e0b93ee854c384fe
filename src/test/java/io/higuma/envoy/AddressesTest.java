package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "255.255.255.255", "::", "fd00::1", "::ffff:10.0.0.1"})
  void ipAddresses(String address) {
    assertThat(Addresses.isIp(address)).isTrue();
    assertThat(Clusters.fixed("x", Addresses.socket(address, 80)).getType())
        .isEqualTo(DiscoveryType.STATIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"None", "", "1.2.3", "999.1.1.1", "a:b", "web.example.com", "fe80::1%eth0"})
  void names(String address) {
    assertThat(Addresses.isIp(address)).isFalse();
    assertThat(Clusters.fixed("x", Addresses.socket(address, 80)).getType())
        .isEqualTo(DiscoveryType.STRICT_DNS);
  }

  @Test
  void portsOfVipsAreOnesThatExist() {
    assertThat(LegacyVip.ofService("web_shop_svc_8080", "240.0.0.1", LargeMesh.SETTINGS).ports())
        .map(LegacyVip.Port::port)
        .containsExactly(80, 8080);
    for (String service :
        new String[] {"web_shop_svc_0", "web_shop_svc_65536", "web_shop_svc_99999"}) {
      assertThat(LegacyVip.ofService(service, "240.0.0.1", LargeMesh.SETTINGS).ports())
          .map(LegacyVip.Port::port)
          .containsExactly(80);
    }
  }
}
