package io.higuma.xds;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.higuma.envoy.ResourceType;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what proxies ask and get, and keeps the log from repeating itself. */
public final class DataPlaneMetrics {
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final int REMEMBERED = 1_000;

  private final MeterRegistry registry;
  private final AtomicInteger streams = new AtomicInteger();
  private final Map<ResourceType, OfType> types = new EnumMap<>(ResourceType.class);
  private final Map<String, Counter> bootstraps = new ConcurrentHashMap<>();
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
  private final Cache<String, Boolean> logged =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(QUIET).build();

  /** The meters of one type. */
  private record OfType(Counter responses, Counter bytes, Counter accepted, Counter rejected) {}

  public DataPlaneMetrics(MeterRegistry registry) {
    this.registry = registry;
    Metric.XDS_STREAMS.gauge(registry, streams, AtomicInteger::get);
    for (ResourceType type : ResourceType.values()) {
      String name = type.name().toLowerCase(Locale.ROOT);
      types.put(
          type,
          new OfType(
              Metric.XDS_RESPONSES.counter(registry, name),
              Metric.XDS_BYTES.counter(registry, name),
              Metric.XDS_ANSWERS.counter(registry, name, "accepted"),
              Metric.XDS_ANSWERS.counter(registry, name, "rejected")));
    }
    refusal("refused");
    refusal("failed");
    bootstrap("200");
  }

  void streams(int count) {
    streams.set(count);
  }

  void sent(ResourceType type, int bytes) {
    OfType meters = of(type);
    meters.responses.increment();
    meters.bytes.increment(bytes);
  }

  void accepted(ResourceType type) {
    of(type).accepted.increment();
  }

  void rejected(ResourceType type) {
    of(type).rejected.increment();
  }

  void refused(String result) {
    refusal(result).increment();
  }

  void bootstrapped(int status) {
    bootstrap(Integer.toString(status)).increment();
  }

  /** Writes to the log, but not the same again within a minute. */
  void log(String key, Runnable line) {
    if (logged.asMap().putIfAbsent(key, true) == null) {
      line.run();
    }
  }

  private OfType of(ResourceType type) {
    OfType meters = types.get(type);
    if (meters == null) {
      throw new IllegalStateException("each type has meters");
    }
    return meters;
  }

  private Counter refusal(String result) {
    return refusals.computeIfAbsent(result, key -> Metric.XDS_REFUSALS.counter(registry, key));
  }

  private Counter bootstrap(String code) {
    return bootstraps.computeIfAbsent(code, key -> Metric.BOOTSTRAPS.counter(registry, key));
  }
}
