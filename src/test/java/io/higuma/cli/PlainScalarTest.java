package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The right column is what {@code kubectl label --local -o json} of 1.32 and 1.35 makes of it. */
class PlainScalarTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "y, true",
        "Yes, true",
        "on, true",
        "TRUE, true",
        "n, false",
        "NO, false",
        "off, false",
        "yEs, \"yEs\"",
        "~, null",
        "Null, null",
        "nULL, \"nULL\"",
        "0, 0",
        "-0, 0",
        "+5, 5",
        "0644, 420",
        "0o644, 420",
        "-0b101, -5",
        "0x1F, 31",
        "1_000, 1000",
        "08, 8",
        "1e3, 1000",
        "8.0, 8",
        ".5, 0.5",
        "1., 1",
        "+_1.5, 1.5",
        "1.0e-8, 1.0E-8",
        "1e20, 100000000000000000000",
        "1e21, 1.0E21",
        "1e400, \"1e400\"",
        "9223372036854775808, 9223372036854775808",
        "0xFFFFFFFFFFFFFFFF, 18446744073709551615",
        "0x1FFFFFFFFFFFFFFFF, \"0x1FFFFFFFFFFFFFFFF\"",
        "99999999999999999999999, 99999999999999999999999",
        "2001-01-01, \"2001-01-01\"",
        "2001-01-01T00:00:00Z, \"2001-01-01T00:00:00Z\"",
        "12:30:45, \"12:30:45\"",
        "0x1p3, \"0x1p3\"",
        "1e, \"1e\"",
        "-, \"-\"",
        ".inff, \".inff\"",
        "=, \"=\"",
        "_1, \"_1\"",
      })
  void isWhatKubectlReads(String text, String json) {
    assertThat(PlainScalar.value(text)).hasToString(json);
  }

  @Test
  void nothingIsNull() {
    assertThat(PlainScalar.value("").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "name, name",
    "y, true",
    "Off, false",
    "0644, 420",
    "1_0, 10",
    "1.10, 1.1",
    "1e5, 100000",
    "1e6, 1e+06",
    "123456789.5, 1.2345679e+08",
    "1.5e-7, 1.5e-07",
    "0.0001, 0.0001",
    "-0.0, -0",
    "1e-50, 0",
    "-1e40, -.inf",
    ".nan, .nan",
    "1e400, 1e400",
    "2001-01-01, 2001-01-01",
  })
  void isTheKeyThatKubectlReads(String text, String key) {
    assertThat(PlainScalar.key(text)).contains(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "null", "18446744073709551615"})
  void someAreNoKeys(String text) {
    assertThat(PlainScalar.key(text)).isEmpty();
  }
}
