package io.higuma.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Envoy's engine and Java's differ. */
class RegexRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.*b+?",
        "(?P<name_of>[a-z]+)",
        "(?i)abc|(?:d)",
        "a{2,3}b{4}c{5,}",
        "{a}",
        "{{",
        "[[]",
        "[]a]",
        "[^]a]",
        "[a&&b]",
        "[[:alpha:][:^digit:]_]",
        "\\pL\\p{Greek}\\P{L}\\x{10FFFF}\\x41",
        "\\Aa\\z\\b",
        "\\(\\[\\{",
      })
  void takesWhatEnvoyTakes(String regex) {
    assertThat(RegexRules.mistake(regex)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(", "a)", "*", "[", "[a", "a\\", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "(a)\\1",
        "\\k<a>", "[b-a]"
      })
  void refusesWhatEnvoyRefuses(String regex) {
    assertThat(RegexRules.mistake(regex)).isPresent();
  }

  @Test
  void sizeAndDepthAreBounded() {
    assertThat(RegexRules.mistake("a".repeat(10_001))).isPresent();
    assertThat(RegexRules.mistake("(".repeat(300) + ")".repeat(300)))
        .contains("groups are nested too deep");
  }
}
