package io.higuma.admission;

import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests under the names that Kuma gives them, which dashboards know. */
public final class AdmissionMetrics {
  private final MeterRegistry registry;
  private final Map<String, OfPath> paths = new ConcurrentHashMap<>();
  private final Counter panics;

  public AdmissionMetrics(MeterRegistry registry) {
    this.registry = registry;
    panics = Metric.WEBHOOK_PANICS.counter(registry);
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
      latency = Metric.WEBHOOK_LATENCY.timer(registry, path);
      Metric.WEBHOOK_IN_FLIGHT.gauge(registry, inFlight, AtomicInteger::get, path);
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
          status -> Metric.WEBHOOK_REQUESTS.counter(registry, path, Integer.toString(status)));
    }
  }
}
