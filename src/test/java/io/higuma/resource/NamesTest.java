package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void aCoreNameIsSplitAtItsLastDot() {
    assertThat(CoreName.parse("v1.web.shop")).isEqualTo(new CoreName("v1.web", "shop"));
    assertThat(CoreName.parse("web")).isEqualTo(new CoreName("web", ""));
    assertThat(new CoreName("v1.web", "shop")).hasToString("v1.web.shop");
    assertThat(new CoreName("web", "")).hasToString("web");
  }

  /** FNV-1a of 32 bits has published values: of nothing, and of "foobar" (0xbf9cf968). */
  @Test
  void aHashIsMadeOfSafeCharacters() {
    assertThat(NameHash.of()).isEqualTo(safe("2166136261"));
    assertThat(NameHash.of("foobar")).isEqualTo(safe("3214735720"));
    assertThat(NameHash.of("foo", "bar")).isEqualTo(NameHash.of("foobar"));
  }

  /** '0' is 48, which is 21 modulo 27: the digits are a run of the alphabet, and go round. */
  private static String safe(String decimal) {
    var safe = new StringBuilder();
    decimal.chars().forEach(digit -> safe.append("456789bcdf".charAt(digit - '0')));
    return safe.toString();
  }
}
