package io.higuma.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints the table of settings as Markdown. */
final class SettingsPage {
  private static final String TITLE_OF_THE_REST = "Control plane";

  /** Keys of the sections that have a table of their own. */
  private static final List<String> SECTIONS =
      List.of(
          "runtime.kubernetes",
          "runtime.kubernetes.injector",
          "runtime.kubernetes.injector.sidecarContainer",
          "experimental",
          "higuma");

  private static final String INTRODUCTION =
      """
      # Settings

      <!-- Made from the code: mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite -->

      The control plane takes its settings from the defaults, then from the YAML file given with
      `--config-file`, then from environment variables; the later one wins. A mistake stops the start, and all
      mistakes are told at once, each with its key and with the line of the file or the variable it is in.

      All of them are read once, at the start: a change needs a restart, and the log and a metric say when one is
      [waiting for it](../operate.md#settings). Only the files of `certDir` are read again when they change.

      Keys and variables are Kuma's. What only Higuma has stands under `higuma`, and where a setting differs from
      Kuma's its row says so.

      In a file:

      - Keys are taken in any case. A key that is unknown, or that only Kuma uses, has no effect, and a warning
        names it.
      - A list replaces the default; a map is added to it. `null` empties both, and keeps the default of anything
        else.
      - A key must not stand twice in a section, and YAML merge keys (`<<`) are refused.
      - A file may have 1 MiB. JSON is YAML.

      A variable that is set counts, even when it is empty. How values are written:

      | Form | In a variable | In a file |
      |---|---|---|
      | text | as it is | text; below `sidecarContainer` numbers and booleans need quotes |
      | number | `10`, `0xa`, `0o12`, `012` or `0b1010` | the same, without quotes |
      | boolean | `1`, `t`, `T`, `TRUE`, `true`, `True` or `0`, `f`, `F`, `FALSE`, `false`, `False` | `true` or `false`, without quotes |
      | duration | `30s`, `1m30s`, `500ms` | the same, or a number of nanoseconds |
      | quantity | `500m`, `64Mi` | the same, or a number; below `sidecarContainer` a number needs quotes: `"2"` |
      | list | `a,b`; blanks belong to the items, and a blank text is the empty list | a list of texts |
      | list of numbers | `80,443`, each as a number | a list of numbers, quoted or not |
      | map | `key1:value1,key2:value2` with one colon each; a blank text is the empty map | a section; the case of its keys counts |
      """;

  private SettingsPage() {}

  static String print() {
    Map<String, List<Setting<?>>> bySection =
        Settings.ALL.stream()
            .collect(
                Collectors.groupingBy(
                    SettingsPage::sectionOf, LinkedHashMap::new, Collectors.toList()));
    var page = new StringBuilder(INTRODUCTION);
    bySection.forEach((section, rows) -> {
      page.append("\n## ").append(section).append("\n\n");
      page.append("| Key | Variable | Form | Default | Meaning |\n|---|---|---|---|---|\n");
      rows.forEach(row -> page.append(row(row)));
    });
    return page.toString();
  }

  private static String sectionOf(Setting<?> setting) {
    return SECTIONS.stream()
        .filter(section -> setting.key().startsWith(section + "."))
        .max(Comparator.comparingInt(String::length))
        .map(section -> "`" + section + "`")
        .orElse(TITLE_OF_THE_REST);
  }

  private static <T> String row(Setting<T> setting) {
    String printed = setting.type().printer().apply(setting.fallback());
    String fallback = printed.isEmpty() ? "empty" : "`" + printed + "`";
    return "| `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            setting.key(), setting.variable(), setting.type().name(), fallback, meaning(setting));
  }

  private static String meaning(Setting<?> setting) {
    var meaning = new StringBuilder(setting.meaning());
    String demand = setting.check().demand();
    if (!demand.isEmpty()) {
      meaning.append(" It ").append(demand).append('.');
    }
    if (!setting.unlikeKuma().isEmpty()) {
      meaning.append(" **Unlike Kuma:** ").append(setting.unlikeKuma());
    }
    if (setting.isOnlyInHiguma()) {
      meaning.append(" **Higuma only.**");
    }
    return meaning.toString();
  }
}
