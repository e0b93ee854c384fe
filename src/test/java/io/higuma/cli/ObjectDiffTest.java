package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectDiffTest {
  private static final String NAME = "in.yaml, document 1 (ConfigMap shop/a)";

  @Test
  void hasThreeLinesOfContext() throws Exception {
    String given =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a, namespace: shop}
        data: {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6}
        """;
    assertThat(ObjectDiff.of(change(given, given.replace("b: 2", "b: 9, new: x")), "injected"))
        .containsExactly(
            "--- " + NAME,
            "+++ " + NAME + ", injected",
            "@@ -5,7 +5,8 @@",
            "   namespace: shop",
            " data:",
            "   a: 1",
            "-  b: 2",
            "+  b: 9",
            "+  new: x",
            "   c: 3",
            "   d: 4",
            "   e: 5");
  }

  @Test
  void distantChangesAreHunksOfTheirOwn() throws Exception {
    String given =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a, namespace: shop}
        data: {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10}
        """;
    String result = given.replace("a: 1", "a: 9").replace("j: 10", "j: 11");
    assertThat(ObjectDiff.of(change(given, result), "injected"))
        .filteredOn(line -> line.startsWith("@@"))
        .containsExactly("@@ -4,7 +4,7 @@", "@@ -13,4 +13,4 @@");
  }

  @Test
  void hasNoLineWhereNothingChanges() throws Exception {
    String given = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    assertThat(ObjectDiff.of(change(given, given), "injected")).isEmpty();
  }

  @Test
  void hasTheColorsOfGit() {
    assertThat(
            ObjectDiff.colored(
                List.of("--- a", "+++ b", "@@ -1,2 +1,2 @@", " same", "--- old", "+++ new")))
        .containsExactly(
            "\u001b[1m--- a\u001b[0m",
            "\u001b[1m+++ b\u001b[0m",
            "\u001b[36m@@ -1,2 +1,2 @@\u001b[0m",
            " same",
            "\u001b[31m--- old\u001b[0m",
            "\u001b[32m+++ new\u001b[0m");
  }

  private static ObjectChange change(String given, String result) throws InputException {
    return new ObjectChange(new Document(object(given), "in.yaml", "document 1"), object(result));
  }

  private static ObjectNode object(String yaml) throws InputException {
    return (ObjectNode) YamlReader.read("in.yaml", yaml).getFirst();
  }
}
