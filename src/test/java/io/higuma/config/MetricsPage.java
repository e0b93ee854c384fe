package io.higuma.config;

import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheus.PrometheusNamingConvention;
import java.math.BigDecimal;
import java.util.stream.Collectors;

/** Prints the table of metrics as Markdown. */
final class MetricsPage {
  private static final String INTRODUCTION =
      """
      # Metrics

      <!-- Made from the code: mvn test -Dtest=ReferenceDocsTest -Dhiguma.golden=rewrite -->

      At `/metrics` of the diagnostics port, in the format of Prometheus. What Kuma has keeps Kuma's names; what only
      Higuma has begins with `higuma_`. Those of the JVM (`jvm_*`, `process_*`) and of the libraries are there as well.
      What to watch of them: [Operating](../operate.md#metrics). A histogram has `_bucket`, `_count` and `_sum` behind its
      name, and beside it a gauge with `_max`, the largest of the last minutes.
      """;

  private MetricsPage() {}

  static String print() {
    return INTRODUCTION
        + Metric.ALL.stream().map(MetricsPage::section).collect(Collectors.joining());
  }

  /** The name that Prometheus shows. */
  static String name(Metric metric) {
    var convention = new PrometheusNamingConvention();
    return switch (metric.kind()) {
      case COUNTER -> convention.name(metric.meter(), Meter.Type.COUNTER, null);
      case GAUGE -> convention.name(metric.meter(), Meter.Type.GAUGE, null);
      case SECONDS -> convention.name(metric.meter(), Meter.Type.GAUGE, "seconds");
      case TIMER -> convention.name(metric.meter(), Meter.Type.TIMER, null);
      case BYTES -> convention.name(metric.meter(), Meter.Type.DISTRIBUTION_SUMMARY, "bytes");
    };
  }

  private static String section(Metric metric) {
    var section =
        new StringBuilder(
            "\n## `%s`\n\n%s. %s\n"
                .formatted(name(metric), capital(metric.kind().prometheus()), metric.meaning()));
    if (!metric.labels().isEmpty()) {
      section.append("\n| Label | Values |\n|---|---|\n");
      for (Metric.Label label : metric.labels()) {
        section.append("| `%s` | %s |\n".formatted(label.name(), label.values()));
      }
    }
    if (!metric.buckets().isEmpty()) {
      section.append("\nBuckets: ").append(buckets(metric)).append(".\n");
    }
    return section.toString();
  }

  private static String buckets(Metric metric) {
    return metric.buckets().stream()
        .map(bound -> BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(", "));
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
