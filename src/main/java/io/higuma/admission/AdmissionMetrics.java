package io.higuma.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests under the names that Kuma gives them, which dashboards know. */
public final class AdmissionMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(250_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
  };

  private final MeterRegistry registry;
  private final Map<String, OfPath> paths = new ConcurrentHashMap<>();
  private final Counter panics;

  public AdmissionMetrics(MeterRegistry registry) {
    this.registry = registry;
    panics =
        Counter.builder("controller_runtime.webhook.panics")
            .description("Reviews that ended by an unexpected exception")
            .register(registry);
  }

  OfPath of(String path) {
    return paths.computeIfAbsent(path, OfPath::new);
  }

  void panicked() {
    panics.increment();
  }

  /** The meters of one path, looked up once. */
  final class OfPath {
    private final String path;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Timer latency;
    private final Map<Integer, Counter> requests = new ConcurrentHashMap<>();

    private OfPath(String path) {
      this.path = path;
      latency =
          Timer.builder("controller_runtime.webhook.latency")
              .description("Time from a request's first byte to its answer")
              .tag("webhook", path)
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
      Gauge.builder("controller_runtime.webhook.requests.in.flight", inFlight, AtomicInteger::get)
          .description("Requests that have no answer yet")
          .tag("webhook", path)
          .register(registry);
      counter(200); // there from the start, so that a rate over it never lacks its first value
    }

    void begin() {
      inFlight.incrementAndGet();
    }

    /**
     * @param code the HTTP status; 200 for denials too
     */
    void end(int code, long nanos) {
      inFlight.decrementAndGet();
      latency.record(Duration.ofNanos(nanos));
      counter(code).increment();
    }

    private Counter counter(int code) {
      return requests.computeIfAbsent(
          code,
          status ->
              Counter.builder("controller_runtime.webhook.requests")
                  .description("Requests by HTTP status; a denial has status 200")
                  .tag("webhook", path)
                  .tag("code", Integer.toString(status))
                  .register(registry));
    }
  }
}
