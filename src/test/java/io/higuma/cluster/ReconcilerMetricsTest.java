package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconcilerMetricsTest {
  private static final Map<String, Object> METADATA = Map.of(Constants.CONTROLLER_NAME, "pods");
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withNamespace("shop")
          .withName("cart")
          .endMetadata()
          .build();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ReconcilerMetrics metrics = new ReconcilerMetrics(meters);

  @Test
  void whatIsSubmittedWaitsUntilItIsStarted() {
    metrics.reconciliationSubmitted(POD, null, METADATA);
    metrics.reconciliationSubmitted(POD, new SecondTry(), METADATA);
    assertThat(value("workqueue.depth")).isEqualTo(1);
    assertThat(value("higuma.workqueue.oldest")).isPositive();
    assertThat(value("workqueue.adds")).isEqualTo(2);
    assertThat(value("workqueue.retries")).isEqualTo(1);
    metrics.reconciliationStarted(POD, METADATA);
    assertThat(value("workqueue.depth")).isZero();
    assertThat(value("higuma.workqueue.oldest")).isZero();
    assertThat(meters.get("workqueue.queue.duration").timer().count()).isEqualTo(1);
  }

  @Test
  void runsAreCountedByTheirEnd() throws Exception {
    assertThat(metrics.timeControllerExecution(new Run(false))).isEqualTo("done");
    assertThatThrownBy(() -> metrics.timeControllerExecution(new Run(true))).hasMessage("broken");
    assertThat(value("controller_runtime.reconcile.errors")).isEqualTo(1);
    assertThat(value("controller_runtime.active.workers")).isZero();
    assertThat(meters.get("controller_runtime.reconcile.time").timer().count()).isEqualTo(2);
    assertThat(
            meters.get("controller_runtime.reconcile").tag("result", "success").counter().count())
        .isEqualTo(1);
  }

  private double value(String name) {
    return meters.get(name).tags(List.of()).meter().measure().iterator().next().getValue();
  }

  private record SecondTry() implements RetryInfo {
    @Override
    public int getAttemptCount() {
      return 1;
    }

    @Override
    public boolean isLastAttempt() {
      return false;
    }
  }

  private record Run(boolean broken) implements ControllerExecution<String> {
    @Override
    public String name() {
      return "reconcile";
    }

    @Override
    public String controllerName() {
      return "pods";
    }

    @Override
    public String successTypeName(String result) {
      return result;
    }

    @Override
    public ResourceID resourceID() {
      return ResourceID.fromResource(POD);
    }

    @Override
    public Map<String, Object> metadata() {
      return METADATA;
    }

    @Override
    public String execute() {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      return "done";
    }
  }
}
