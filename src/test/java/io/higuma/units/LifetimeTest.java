package io.higuma.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {
  @ParameterizedTest
  @CsvSource({
    "0,PT0S",
    "10y,P3650D",
    "2w,P14D",
    "30d,P30D",
    "24h,PT24H",
    "5m,PT5M",
    "7s,PT7S",
    "1500ms,PT1.5S"
  })
  void isANumberWithOneUnit(String text, Duration lifetime) {
    assertThat(Lifetime.parse(text)).contains(lifetime);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "h", "-1h", "1.5h", "1h30m", "1 h", "1H", "00", "1us"})
  void anythingElseIsNone(String text) {
    assertThat(Lifetime.parse(text)).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNone() {
    assertThat(Lifetime.parse("999999999999999999y")).isEmpty();
    assertThat(Lifetime.parse("9999999999999999999999s")).isEmpty();
  }
}
