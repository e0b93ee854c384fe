package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
  /**
   * Where kubectl reads it so; a merge key after a key replaces it, which YAML does not ask for.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{b: &b {x: 1}, o: {<<: *b, x: 2}} | {\"b\":{\"x\":1},\"o\":{\"x\":2}}",
        "{b: &b {x: 1}, o: {x: 2, <<: *b}} | {\"b\":{\"x\":1},\"o\":{\"x\":1}}",
        "{o: {<<: [{x: 1}, {x: 2, z: 3}]}} | {\"o\":{\"x\":1,\"z\":3}}",
        "{\"<<\": {x: 1}}                  | {\"<<\":{\"x\":1}}",
        "{v: <<}                           | {\"v\":\"<<\"}",
        "{a: &a yes, b: *a}                | {\"a\":true,\"b\":true}",
        "{a: &a [1], b: *a}                | {\"a\":[1],\"b\":[1]}",
        "{a: 'yes', b: \"1\", c: '~'}      | {\"a\":\"yes\",\"b\":\"1\",\"c\":\"~\"}",
        "{a: !!str 12, b: !!int \"3\"}     | {\"a\":\"12\",\"b\":3}",
        "{a: !!float 3, b: !!null '~'}     | {\"a\":3,\"b\":null}",
        "{a: !!bool yes, b: !here 12}      | {\"a\":true,\"b\":\"12\"}",
        "{a: !!binary aGVsbG8=}            | {\"a\":\"hello\"}",
        "{a: !!set {x, z}}                 | {\"a\":{\"x\":null,\"z\":null}}",
        "{a: !!timestamp 2001-01-01}       | {\"a\":\"2001-01-01\"}",
        "{0644: a, yes: b, 'no': c}        | {\"420\":\"a\",\"true\":\"b\",\"no\":\"c\"}",
      })
  void readsAsKubectlDoes(String yaml, String json) throws Exception {
    assertThat(YamlReader.read("in.yaml", yaml))
        .singleElement()
        .isEqualTo(new ObjectMapper().readTree(json));
  }

  @Test
  void keepsTextsOfSeveralLines() throws Exception {
    String yaml =
        """
        literal: |
          a
            b: yes

          # no comment
        kept: |+
          a

        folded: >-
          a
          b
        indented: |2
            a
        """;
    assertThat(YamlReader.read("in.yaml", yaml).getFirst())
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("literal", "a\n  b: yes\n\n# no comment\n")
                .put("kept", "a\n\n")
                .put("folded", "a b")
                .put("indented", "  a\n"));
  }

  @Test
  void emptyDocumentsAreNull() throws Exception {
    assertThat(YamlReader.read("in.yaml", "---\n# only this\n---\n---\na: 1\n---\n"))
        .map(Object::toString)
        .containsExactly("null", "null", "{\"a\":1}", "null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{a: .inf}           | .inf is a number that JSON does not have",
        "{a: !!int x}        | is tagged !!int, but has another type",
        "{a: !!int 1.5}      | is tagged !!int, but has another type",
        "{a: !!binary é}     | !!binary takes Base64",
        "{a: 1, a: 2}        | found duplicate key a",
        "{yes: 1, on: 2}     | found duplicate key true",
        "{null: 1}           | \"null\" is no key: put it in quotes",
        "{[a]: 1}            | a key has to be text",
        "{<<: 1}             | << takes a mapping, or a list of mappings",
        "{<<: [1]}           | << takes a mapping, or a list of mappings",
        "&a [*a]             | the anchor a contains itself",
        "{a: &a {<<: *a}}    | the anchor a contains itself",
        "{a: *b}             | is not YAML: found undefined alias b",
        "{a: @}              | is not YAML: found character '@'",
      })
  void refusesWithTheLine(String yaml, String reason) {
    assertThatThrownBy(() -> YamlReader.read("in.yaml", "\n" + yaml))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("in.yaml, line 2: " + reason);
  }

  @Test
  void aliasesUnfoldWithinBounds() throws IOException {
    var bomb = new StringBuilder("x0: &x0 [a,a,a,a,a,a,a,a,a,a]\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("x%d: &x%d [".formatted(i, i));
      bomb.append("*x%d,".formatted(i - 1).repeat(10)).append("]\n");
    }
    assertTooMuch(bomb.toString());
  }

  @Test
  void aliasesOfSeveralDocumentsCountTogether() {
    String document = "---\na: &a [%s]\nb: [%s]\n".formatted("1,".repeat(1000), "*a,".repeat(100));
    assertTooMuch(document.repeat(5));
  }

  @Test
  void nestsWithinBounds() {
    var nested = new StringBuilder("x0: &x0 [a]\n");
    for (int i = 1; i < 1000; i++) {
      nested.append("x%d: &x%d [*x%d]\n".formatted(i, i, i - 1));
    }
    assertTooMuch(nested.toString());
    assertThatThrownBy(() -> YamlReader.read("in.yaml", "[".repeat(300) + "]".repeat(300)))
        .hasMessageContaining("Nesting Depth exceeded");
  }

  @Test
  void manyAliasesAreFine() throws Exception {
    String yaml = "a: &a {x: 1}\nb: [%s]".formatted("*a,".repeat(1000));
    assertThat(YamlReader.read("in.yaml", yaml).getFirst().path("b")).hasSize(1000);
  }

  private static void assertTooMuch(String yaml) {
    assertThatThrownBy(() -> YamlReader.read("in.yaml", yaml))
        .isInstanceOf(InputException.class)
        .hasMessageMatching("in.yaml, line \\d+: its aliases unfold to more than is allowed");
  }
}
