package io.higuma.units;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "90s,1m30s",
    "1h,1h0m0s",
    "1.5h,1h30m0s",
    "1500ms,1.5s",
    "300ms,300ms",
    "0,0s",
    "0s,0s",
    "-5s,-5s",
    "+5s,5s",
    "1us,1µs",
    "1500ns,1.5µs",
    "1h1ms,1h0m0.001s",
    ".5s,500ms",
    "30s,30s",
    "-0.5s,-500ms",
    "1.s,1s",
    "-0,0s",
    "0.1ns,0s",
    "0.5ns0.5ns,0s",
    "0.33333333333333333333h,20m0s",
    "1.0000000000000000001s,1s",
    "2562047h47m16.854775807s,2562047h47m16.854775807s",
    "-9223372036854775808ns,-2562047h47m16.854775808s"
  })
  void printsAsGoDoes(String text, String printed) {
    assertThat(GoDuration.format(GoDuration.parse(text).orElseThrow())).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "5 s",
        "1d",
        "-",
        "1h-5m",
        "1s1",
        "9999999h",
        "ms5",
        "1mns",
        ".s",
        ".",
        "9223372036854775808ns"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }
}
