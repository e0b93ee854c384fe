package io.higuma.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "1::",
        "2001:db8::1",
        "::ffff:192.0.2.1",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:192.0.2.1",
        "1:2:3:4:5:6:7::"
      })
  void addresses(String text) {
    assertThat(NetworkNames.isIp(text)).isTrue();
    assertThat(NetworkNames.isDnsName(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.-4",
        ":",
        ":::",
        "1::2::3",
        "::g",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "192.0.2.1::",
        "fe80::1%eth0"
      })
  void noAddresses(String text) {
    assertThat(NetworkNames.isIp(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "192.0.2.0/32", "::/0", "2001:db8::/128"})
  void networks(String text) {
    assertThat(NetworkNames.isCidr(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.0", "192.0.2.0/33", "::/129", "192.0.2.0/", "/8", "a/8", "10.0.0.0/08"})
  void noNetworks(String text) {
    assertThat(NetworkNames.isCidr(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A_b.c-d", "a.b.", "1a", "xn--a"})
  void names(String text) {
    assertThat(NetworkNames.isDnsName(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", "-a", "a b", "*.a", "a:1", "ä"})
  void noNames(String text) {
    assertThat(NetworkNames.isDnsName(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:1", "192.0.2.1:65535", "[::1]:80", "a.b.svc:4317"})
  void hostsAndPorts(String text) {
    assertThat(NetworkNames.isHostAndPort(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        ":1",
        "a:",
        "a:0",
        "a:65536",
        "::1:80",
        "[a]:1",
        "http://a:1",
        "a:1/b",
        "a:+1"
      })
  void noHostsAndPorts(String text) {
    assertThat(NetworkNames.isHostAndPort(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spiffe://a", "spiffe://a.b_c-1/ns/A/sa/b.c"})
  void identities(String text) {
    assertThat(NetworkNames.isSpiffeId(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spiffe://",
        "spiffe:///a",
        "spiffe://A",
        "spiffe://a/",
        "spiffe://a//b",
        "spiffe://a/..",
        "spiffe://a/b?c",
        "SPIFFE://a",
        "spiffe://a:1/b"
      })
  void noIdentities(String text) {
    assertThat(NetworkNames.isSpiffeId(text)).isFalse();
  }
}
