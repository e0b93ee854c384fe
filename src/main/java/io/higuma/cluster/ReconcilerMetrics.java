package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts for the reconcilers of JOSDK what {@link WorkQueue} counts for its keys. */
public final class ReconcilerMetrics implements Metrics {
  private final MeterRegistry registry;
  private final Map<String, Queue> queues = new ConcurrentHashMap<>();

  public ReconcilerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void reconciliationSubmitted(
      HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
    Queue queue = of(String.valueOf(metadata.get(Constants.CONTROLLER_NAME)));
    queue.metrics.added();
    if (retry != null && retry.getAttemptCount() > 0) {
      queue.metrics.retried();
    }
    queue.waiting.put(ResourceID.fromResource(resource), System.nanoTime());
  }

  @Override
  public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
    Queue queue = of(String.valueOf(metadata.get(Constants.CONTROLLER_NAME)));
    Long since = queue.waiting.remove(ResourceID.fromResource(resource));
    if (since != null) {
      queue.metrics.begun(Duration.ofNanos(System.nanoTime() - since));
    }
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    Queue queue = of(execution.controllerName());
    long begin = System.nanoTime();
    boolean done = false;
    queue.running.incrementAndGet();
    try {
      T result = execution.execute();
      done = true;
      return result;
    } finally {
      queue.running.decrementAndGet();
      queue.metrics.ended(Duration.ofNanos(System.nanoTime() - begin), done);
    }
  }

  private Queue of(String controller) {
    return queues.computeIfAbsent(controller, name -> new Queue(name, registry));
  }

  private static final class Queue implements QueueMetrics.State {
    /** Since when, by the clock of {@link System#nanoTime}. */
    private final Map<ResourceID, Long> waiting = new ConcurrentHashMap<>();

    private final AtomicInteger running = new AtomicInteger();
    private final QueueMetrics metrics;

    Queue(String controller, MeterRegistry registry) {
      metrics = new QueueMetrics(controller, this, registry);
    }

    @Override
    public int depth() {
      return waiting.size();
    }

    @Override
    public Duration oldest() {
      long now = System.nanoTime();
      long oldest = 0;
      for (long since : waiting.values()) {
        oldest = Math.max(oldest, now - since);
      }
      return Duration.ofNanos(oldest);
    }

    @Override
    public int active() {
      return running.get();
    }
  }
}
