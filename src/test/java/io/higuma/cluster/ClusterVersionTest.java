package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterVersionTest {
  @ParameterizedTest
  @CsvSource({
    "1, 28, false",
    "1, 29, true",
    "1, 35, true",
    "2, 0, true",
    "0, 99, false",
    "1, 29+, false",
    "1, 029, false",
    "1, '', false",
    "'', '', false",
  })
  void nativeSidecarsNeedAPlainVersionFrom129(String major, String minor, boolean expected) {
    assertThat(new ClusterVersion(major, minor).hasNativeSidecars()).isEqualTo(expected);
  }
}
