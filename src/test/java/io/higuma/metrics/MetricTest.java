package io.higuma.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void metersHaveTheTablesNameUnitLabelsAndBuckets() {
    Metric.WEBHOOK_REQUESTS.counter(registry, "/path", "200").increment();
    Metric.WEBHOOK_LATENCY.timer(registry, "/path").record(Duration.ofMillis(2));
    Metric.INJECTION_PATCH.sizes(registry).record(3_000);
    Metric.CACHE_AGE.gauge(registry, "x", any -> 1.5, "Pod");
    Metric.CACHE_OBJECTS.gauge(registry, "x", any -> 7, "Pod");
    assertThat(registry.scrape())
        .contains(
            "# HELP controller_runtime_webhook_requests_total Answered requests; a denial has status 200.\n",
            "controller_runtime_webhook_requests_total{code=\"200\",webhook=\"/path\",} 1.0\n",
            "controller_runtime_webhook_latency_seconds_bucket{webhook=\"/path\",le=\"0.001\",} 0.0\n",
            "controller_runtime_webhook_latency_seconds_bucket{webhook=\"/path\",le=\"0.0025\",} 1.0\n",
            "higuma_injection_patch_bytes_bucket{le=\"4096.0\",} 1.0\n",
            "higuma_cache_age_seconds{kind=\"Pod\",} 1.5\n",
            "higuma_cache_objects{kind=\"Pod\",} 7.0\n");
  }

  @Test
  void theTableHasEachOfThem() {
    assertThat(
            Stream.of(Metric.class.getFields())
                .filter(field -> field.getType().equals(Metric.class))
                .map(Field::getName))
        .hasSameSizeAs(Metric.ALL)
        .hasSizeGreaterThan(30);
    assertThat(Metric.ALL).doesNotHaveDuplicates();
  }

  @Test
  void aMeterOfAnotherKindOrWithOtherLabelsIsABug() {
    var any = new SimpleMeterRegistry();
    assertThatThrownBy(() -> Metric.CACHE_AGE.counter(any, "Pod"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Metric.WEBHOOK_PANICS.timer(any))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Metric.WEBHOOK_LATENCY.sizes(any, "/path"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Metric.WEBHOOK_LATENCY.gauge(any, "x", x -> 1, "/path"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Metric.WEBHOOK_REQUESTS.counter(any, "/path"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("controller_runtime.webhook.requests has 2 labels, not 1");
  }
}
