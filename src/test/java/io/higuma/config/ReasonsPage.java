package io.higuma.config;

import io.higuma.inject.InjectReason;
import io.higuma.inject.NoticeReason;
import io.higuma.inject.Reason;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SkipReason;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints the reasons of decisions as Markdown. */
final class ReasonsPage {
  private static final String INTRODUCTION =
      """
      # Reasons

      <!-- Made from the code: mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite -->

      Whatever Higuma decides about a pod has a reason: one word that never changes, to search for. It stands here:

      | | Injected | Skipped | Refused | Notice |
      |---|---|---|---|---|
      | Answer, which `kubectl` shows | – | warning, of those that say so below | denial, code 403, with every mistake | warning |
      | Audit log, annotation `reason` | yes | yes | yes | – |
      | [Event](../operate.md#events) on what made the pod | `SidecarInjected` | `SidecarSkipped`, of those that say so below | `SidecarRefused` | `InjectionNotice` |
      | [Log](../operate.md#log) | DEBUG | DEBUG | INFO | INFO |
      | [Metric](metrics.md) | `higuma_injection_decisions_total{result="injected"}` | `…{result="skipped"}` | `…{result="refused"}` | `higuma_injection_notices_total` |
      | Warning about a workload that is applied | – | of those that say so below | yes | yes |
      """;

  private ReasonsPage() {}

  static String print() {
    return INTRODUCTION
        + table(
            "Injected",
            "The pod gets its sidecar.",
            List.of("Reason", "Why"),
            InjectReason.values(),
            reason -> List.of())
        + table(
            "Skipped",
            "The pod is stored as it is.",
            List.of("Reason", "Warning", "Why"),
            SkipReason.values(),
            reason -> List.of(reason.isWarning() ? "yes" : "–"))
        + table(
            "Refused",
            "The pod is not stored. Of several mistakes the first one found gives the reason; the message has all of them.",
            List.of("Reason", "`reason` in `sidecar_injection_total`", "Why"),
            RejectReason.values(),
            reason -> List.of("`" + reason.metricLabel() + "`"))
        + table(
            "Notices",
            "The pod is stored, with or without a sidecar, and something is odd about it. `%s` and `%s` are told of workloads only."
                .formatted(NoticeReason.MISPLACED_KEY.code(), NoticeReason.OUT_OF_REACH.code()),
            List.of("Reason", "What"),
            NoticeReason.values(),
            reason -> List.of());
  }

  private static <R extends Reason> String table(
      String title,
      String meaning,
      List<String> columns,
      R[] reasons,
      Function<R, List<String>> between) {
    var table = new StringBuilder("\n## %s\n\n%s\n\n".formatted(title, meaning));
    table.append(row(columns.stream()));
    table.append(row(columns.stream().map(column -> "---")).replace(" ", ""));
    for (R reason : reasons) {
      table.append(
          row(
              Stream.of(
                      Stream.of("`" + reason.code() + "`"),
                      between.apply(reason).stream(),
                      Stream.of(reason.sentence()))
                  .flatMap(Function.identity())));
    }
    return table.toString();
  }

  private static String row(Stream<String> cells) {
    return cells
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
