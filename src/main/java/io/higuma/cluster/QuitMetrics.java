package io.higuma.cluster;

import io.higuma.job.FinishedPodReconciler;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts sidecars that were asked to end. */
public final class QuitMetrics implements FinishedPodReconciler.Results {
  private final Counter accepted;
  private final Counter failed;

  public QuitMetrics(MeterRegistry registry) {
    accepted = Metric.SIDECAR_QUITS.counter(registry, "accepted");
    failed = Metric.SIDECAR_QUITS.counter(registry, "failed");
  }

  @Override
  public void accepted() {
    accepted.increment();
  }

  @Override
  public void failed() {
    failed.increment();
  }
}
