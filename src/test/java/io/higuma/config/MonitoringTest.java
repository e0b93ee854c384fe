package io.higuma.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, dashboard and runbook speak of metrics that there are, and of each other. */
class MonitoringTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path FOLDER = Path.of("deploy", "monitoring");

  /** Labels that a scrape adds. */
  private static final Set<String> SCRAPED = Set.of("pod");

  private static final Pattern SELECTOR =
      Pattern.compile("([a-z_:][a-z0-9_:]*)(?:\\{([^}]*)\\})?(?![a-z0-9_:])(?!\\s*\\()");

  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"[^\"]*\"");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "on", "by");

  private final Map<String, Set<String>> known = known();

  @Test
  void expressionsNameMetricsAndLabelsThatThereAre() throws IOException {
    List<String> expressions =
        Stream.concat(
                alerts().stream().map(alert -> alert.path("expr").asText()),
                dashboardExpressions().stream())
            .toList();
    assertThat(expressions).hasSizeGreaterThan(40);
    assertThat(expressions).allSatisfy(this::knowsAllOf);
  }

  @Test
  void everyOwnMetricIsSeenSomewhereOrSaidToBeForOthers() throws IOException {
    String all =
        Files.readString(FOLDER.resolve("dashboard.json"))
            + Files.readString(FOLDER.resolve("alerts.yaml"));
    Set<String> unseen = new TreeSet<>();
    for (Metric metric : Metric.ALL) {
      String name = MetricsPage.name(metric);
      if (!all.contains(name)) {
        unseen.add(name);
      }
    }
    // Details for whoever looks closer, and what Kuma's own dashboards ask for.
    assertThat(unseen)
        .containsExactly(
            "controller_runtime_active_workers",
            "higuma_control_plane_ca_pods",
            "higuma_injection_notices_total",
            "higuma_injection_patch_bytes",
            "higuma_insight_requests_total",
            "higuma_sidecar_quits_total",
            "sidecar_injection_total",
            "workqueue_adds_total",
            "workqueue_retries_total");
  }

  @Test
  void everyAlertHasAnEntryInTheRunbookAndNothingElseHas() throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      names.add(name);
      assertThat(alert.path("annotations").path("runbook_url").asText())
          .endsWith("/docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
      assertThat(alert.path("labels").path("severity").asText())
          .isIn("critical", "warning", "info");
    }
    String runbook = Files.readString(Path.of("docs", "runbook.md"));
    assertThat(runbook.lines().filter(line -> line.startsWith("## ")))
        .containsExactlyElementsOf(names.stream().map(name -> "## " + name).toList());
    for (String entry : runbook.split("\n## ", -1)) {
      assertThat(entry.startsWith("# ") || entry.contains("| Cure | ")).as(entry).isTrue();
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  private void knowsAllOf(String expression) {
    String plain = expression.replaceAll("\\[[^\\]]*\\]", "");
    Set<String> grouped = new HashSet<>();
    Matcher grouping = GROUPING.matcher(plain);
    while (grouping.find()) {
      grouped.addAll(List.of(grouping.group(1).split(", *", -1)));
    }
    Matcher selector = SELECTOR.matcher(GROUPING.matcher(plain).replaceAll(""));
    int metrics = 0;
    while (selector.find()) {
      String name = selector.group(1);
      if (OPERATORS.contains(name)) {
        continue;
      }
      metrics++;
      assertThat(known).as(expression).containsKey(name);
      Set<String> labels = new HashSet<>(grouped);
      Matcher matcher = MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2));
      while (matcher.find()) {
        labels.add(matcher.group(1));
      }
      labels.removeAll(SCRAPED);
      assertThat(known.get(name)).as(expression).containsAll(labels);
    }
    assertThat(metrics).as(expression).isPositive();
  }

  private static Map<String, Set<String>> known() {
    var known = new HashMap<String, Set<String>>();
    for (Metric metric : Metric.ALL) {
      Set<String> labels = new HashSet<>();
      metric.labels().forEach(label -> labels.add(label.name()));
      String name = MetricsPage.name(metric);
      if (metric.buckets().isEmpty()) {
        known.put(name, labels);
      } else {
        known.put(name + "_count", labels);
        known.put(name + "_sum", labels);
        known.put(name + "_max", labels);
        Set<String> buckets = new HashSet<>(labels);
        buckets.add("le");
        known.put(name + "_bucket", buckets);
      }
    }
    addThoseOfTheJvm(known);
    return known;
  }

  /** As the library binds them; that they are at {@code /metrics} is seen by an OperatorIT. */
  private static void addThoseOfTheJvm(Map<String, Set<String>> known) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    try (var heap = new JvmHeapPressureMetrics()) {
      heap.bindTo(registry);
      registry
          .getMeters()
          .forEach(meter -> {
            Set<String> labels = new HashSet<>();
            meter.getId().getTags().stream().map(Tag::getKey).forEach(labels::add);
            known.put(
                registry
                    .config()
                    .namingConvention()
                    .name(
                        meter.getId().getName(),
                        meter.getId().getType(),
                        meter.getId().getBaseUnit()),
                labels);
          });
    }
  }

  private static List<JsonNode> alerts() throws IOException {
    var alerts = new ArrayList<JsonNode>();
    YAML.readTree(FOLDER.resolve("alerts.yaml").toFile())
        .path("spec")
        .path("groups")
        .forEach(group -> group.path("rules").forEach(alerts::add));
    return alerts;
  }

  private static List<String> dashboardExpressions() throws IOException {
    var expressions = new ArrayList<String>();
    new ObjectMapper()
        .readTree(FOLDER.resolve("dashboard.json").toFile())
        .path("panels")
        .forEach(panel ->
            panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText())));
    return expressions;
  }
}
