package io.higuma.cluster;

import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts what becomes of the keys of one controller, in the names of controller-runtime. */
final class QueueMetrics {
  private final Counter adds;
  private final Counter retries;
  private final Timer waits;
  private final Counter successes;
  private final Counter failures;
  private final Counter errors;
  private final Timer runs;

  /** What is asked at each scrape. */
  interface State {
    /** How many keys wait. */
    int depth();

    /** How long the oldest of them waits; zero when none does. */
    Duration oldest();

    /** How many are worked on. */
    int active();
  }

  QueueMetrics(String controller, State state, MeterRegistry registry) {
    adds = Metric.QUEUE_ADDS.counter(registry, controller);
    retries = Metric.QUEUE_RETRIES.counter(registry, controller);
    waits = Metric.QUEUE_WAIT.timer(registry, controller);
    successes = Metric.RECONCILES.counter(registry, controller, "success");
    failures = Metric.RECONCILES.counter(registry, controller, "error");
    errors = Metric.RECONCILE_ERRORS.counter(registry, controller);
    runs = Metric.RECONCILE_TIME.timer(registry, controller);
    Metric.QUEUE_DEPTH.gauge(registry, state, State::depth, controller);
    Metric.QUEUE_AGE.gauge(registry, state, of -> of.oldest().toNanos() / 1e9, controller);
    Metric.ACTIVE_WORKERS.gauge(registry, state, State::active, controller);
  }

  void added() {
    adds.increment();
  }

  void retried() {
    retries.increment();
  }

  void begun(Duration waited) {
    waits.record(waited);
  }

  void ended(Duration took, boolean done) {
    runs.record(took);
    if (done) {
      successes.increment();
    } else {
      failures.increment();
      errors.increment();
    }
  }
}
