package io.higuma.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
  /** Without quotes kubectl would read them otherwise, as values and as keys. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "y",
        "On",
        "off",
        "true",
        "null",
        "~",
        "0",
        "-0",
        "0644",
        "0o17",
        "0x1F",
        "1e3",
        "+.5",
        "+_1.5",
        "1_000",
        "1.10",
        "99999999999999999999",
        ".inf",
        ".NaN",
        "2001-01-01",
        "12:30:45",
        "<<",
        "=",
        "- a",
      })
  void quotesWhatLooksOtherwise(String text) {
    assertThat(printed("key", text)).isEqualTo("key: \"%s\"\n".formatted(text));
    assertThat(printed(text, "value")).isEqualTo("\"%s\": value\n".formatted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a b", "a:b", "a#b", "é", "日本", "x=1", "/a/b"})
  void leavesWhatIsPlain(String text) {
    assertThat(printed("key", text)).isEqualTo("key: %s\n".formatted(text));
    assertThat(printed(text, "value")).isEqualTo("%s: value\n".formatted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.0.5", "1.2.3-alpine", "1Gi"})
  void leavesAddressesAndVersions(String text) {
    assertThat(printed("key", text)).isEqualTo("key: %s\n".formatted(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0085",
        "a\u2028b",
        "a\u0085b\nc",
        "a\n\u2028",
        "\u2029\n",
        "a\n\ufeffb",
        "\ufeff"
      })
  void escapesWhatABlockCannotHold(String text) {
    String escaped =
        text.replace("\n", "\\n")
            .replace("\u0085", "\\N")
            .replace("\u2028", "\\L")
            .replace("\u2029", "\\P")
            .replace("\ufeff", "\\uFEFF");
    assertThat(printed("key", text)).isEqualTo("key: \"%s\"\n".formatted(escaped));
    assertThat(printed(text, "value")).contains("\"%s\"".formatted(escaped));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\n"})
  void printsSeveralLinesAsABlock(String text) {
    assertThat(printed("key", text)).startsWith("key: |").contains("\n  a\n");
  }

  private static String printed(String key, String value) {
    return YamlText.of(JsonNodeFactory.instance.objectNode().put(key, value));
  }
}
