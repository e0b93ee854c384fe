package io.higuma.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
  private static final String KEY = "example.com/key";

  @ParameterizedTest
  @CsvSource({"0,0", "007,7", "4294967295,4294967295", "00000000000000004294967295,4294967295"})
  void readsNumbers(String text, long number) {
    assertThat(Format.UINT32.parse(KEY, text)).isEqualTo(new Parsed.Value<>(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", " 1", "1 ", "1_0", "0x1", "1.0", "4294967296", "a", "٣"})
  void refusesOtherNumbers(String text) {
    assertThat(Format.UINT32.parse(KEY, text))
        .isInstanceOfSatisfying(
            Parsed.Malformed.class,
            malformed -> assertThat(malformed.message()).contains(KEY, '"' + text + '"'));
  }

  @Test
  void readsMaps() {
    assertThat(Format.MAP.parse(KEY, "A=1;B=;=c;A=2"))
        .isEqualTo(new Parsed.Value<>(Map.of("A", "2", "B", "", "", "c")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "A=1;", "A", "A=1=2", "A=1;;B=2"})
  void refusesOtherMaps(String text) {
    assertThat(Format.MAP.parse(KEY, text))
        .isInstanceOfSatisfying(
            Parsed.Malformed.class,
            malformed -> assertThat(malformed.message()).contains(KEY, "key1=value1;key2=value2"));
  }

  @Test
  void doesNotTellTheValuesOfAMap() {
    assertThat(Format.MAP.parse(KEY, "USER=app;PASSWORD=geheim=="))
        .isInstanceOfSatisfying(
            Parsed.Malformed.class,
            malformed ->
                assertThat(malformed.message())
                    .endsWith("but pair 2 has more than one equals sign")
                    .doesNotContain("app", "geheim"));
  }

  @Test
  void splitsLists() {
    assertThat(Format.LIST.parse(KEY, ",a,, b,")).isEqualTo(new Parsed.Value<>(List.of("a", " b")));
    assertThat(Format.SEMICOLON_LIST.parse(KEY, "a;; b"))
        .isEqualTo(new Parsed.Value<>(List.of("a", "", " b")));
  }
}
