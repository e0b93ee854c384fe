package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UidExclusionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1001",
        "0-65535",
        "22:1001",
        ":1001",
        "*:1001",
        "tcp:22,3000-5000:106-108",
        "udp,tcp:*:7",
        "::7",
        "*:53:7",
        "22:1;udp:53:2"
      })
  void areTaken(String value) {
    for (RedirectionMode mode : RedirectionMode.values()) {
      assertThat(UidExclusions.areReadable(value, mode)).as(mode.name()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root",
        "65536",
        "22:1,2",
        "22:*",
        "22:",
        "http:80:1",
        "tcp:22:1:2",
        "70000:1",
        "22: 1",
        "22:1;root",
        "1-2-3"
      })
  void areRefused(String value) {
    for (RedirectionMode mode : RedirectionMode.values()) {
      assertThat(UidExclusions.areReadable(value, mode)).as(mode.name()).isFalse();
    }
  }

  @Test
  void emptyOnesAreLeftOutOfArgumentsOnly() {
    assertThat(UidExclusions.areReadable("22:1;", RedirectionMode.ANNOTATIONS)).isTrue();
    assertThat(UidExclusions.areReadable("22:1;", RedirectionMode.CONFIG_MAP)).isFalse();
  }
}
