package io.higuma.units;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoIntegerTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "42,42",
    "-42,-42",
    "+42,42",
    "0x1F,31",
    "0X1f,31",
    "-0x10,-16",
    "0o17,15",
    "0O17,15",
    "017,15",
    "0b101,5",
    "0B101,5",
    "1_000,1000",
    "0x_ff,255",
    "9223372036854775807,9223372036854775807",
    "-9223372036854775808,-9223372036854775808"
  })
  void readsGoNotation(String text, long number) {
    assertThat(GoInteger.parse(text)).contains(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "a",
        "1.0",
        "1e3",
        "08",
        "0x",
        "0b2",
        "0o8",
        "1__0",
        "1_",
        "_1",
        "--1",
        "-",
        "9223372036854775808",
        "١"
      })
  void refusesWhatIsNoWholeNumberOf64Bits(String text) {
    assertThat(GoInteger.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000_000})
  void refusesEndlessDigits(int length) {
    assertThat(GoInteger.parse("1".repeat(length))).isEmpty();
  }
}
