package io.higuma.config;

import io.higuma.metadata.KnownAnnotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.SizeAnnotations;
import java.util.List;
import java.util.stream.Stream;

/** Prints the tables of labels and annotations as Markdown. */
final class MetadataPage {
  private static final String INTRODUCTION =
      """
      # Labels and annotations

      <!-- Made from the code: mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite -->

      Keys and forms are Kuma's; what only Higuma has begins with `higuma.io/`, `sidecar.higuma.io/` or `init.higuma.io/`. Nothing is trimmed. A value that is
      not in its form is refused with the key and what would be right.

      | Form | Values |
      |---|---|
      | text | anything |
      | switch | `enabled`, `true`, `yes` or `disabled`, `false`, `no` |
      | boolean | `true`, `yes` or `false`, `no` |
      | number | decimal digits, 0 to 4294967295 |
      | list | items separated by commas; empty ones do not count |
      | semicolon list | items separated by semicolons |
      | map | `key1=value1;key2=value2` |
      | duration | `30s`, `1m30s`, `500ms` |
      | quantity | `500m`, `1`, `64Mi`, `1G`; not negative |
      | resize policy | `cpu=NotRequired;memory=RestartContainer`, or one of both |
      """;

  private MetadataPage() {}

  static String print() {
    return INTRODUCTION
        + table("Labels", Labels.ALL)
        + table("Annotations", KnownAnnotations.ALL)
        + table("Annotations for sizes", SizeAnnotations.ALL);
  }

  /** Words for forms that the page explains. */
  static Stream<String> forms() {
    return Stream.of(Labels.ALL, KnownAnnotations.ALL, SizeAnnotations.ALL)
        .flatMap(List::stream)
        .map(key -> key.format().name())
        .distinct();
  }

  private static String table(String title, List<MetadataKey<?>> keys) {
    var table = new StringBuilder("\n## ").append(title).append("\n\n");
    table.append("| Key | Where | Form | Meaning |\n|---|---|---|---|\n");
    for (MetadataKey<?> key : keys) {
      table.append(
          "| `%s` | `metadata.%s` | %s | %s |\n"
              .formatted(key.name(), key.kind().field(), key.format().name(), cell(meaning(key))));
    }
    return table.toString();
  }

  private static String meaning(MetadataKey<?> key) {
    return key.name().startsWith("higuma.io/") || key.name().contains(".higuma.io/")
        ? key.meaning() + " **Higuma only.**"
        : key.meaning();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
