package io.higuma.containerpatch;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchStatus;
import io.higuma.leader.Leadership;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Tells in a ContainerPatch's status what is wrong with it and which pods use it. */
@Singleton
@ControllerConfiguration(
    name = ContainerPatchReconciler.NAME,
    generationAwareEventProcessing = false)
@RateLimited(maxReconciliations = 2, within = 2) // A rollout changes many pods at once.
@GradualRetry(initialInterval = 500, intervalMultiplier = 2, maxInterval = 60_000, maxAttempts = -1)
public class ContainerPatchReconciler implements Reconciler<ContainerPatch> {
  public static final String NAME = "containerpatch";

  private static final Duration UNTIL_COMPLETE = Duration.ofMillis(200);

  private final Leadership leadership;
  private final PatchStatusPlanner planner;
  private final Users users;

  /** Who uses patches, and what tells that it changed. */
  public interface Users {
    /** Whether all pods have been read once. */
    boolean isComplete();

    PatchUsage of(String namespace, String patch);

    List<EventSource<?, ContainerPatch>> triggers();
  }

  public ContainerPatchReconciler(Leadership leadership, PatchStatusPlanner planner, Users users) {
    this.leadership = leadership;
    this.planner = planner;
    this.users = users;
  }

  @Override
  public List<EventSource<?, ContainerPatch>> prepareEventSources(
      EventSourceContext<ContainerPatch> context) {
    return users.triggers();
  }

  @Override
  public UpdateControl<ContainerPatch> reconcile(
      ContainerPatch patch, Context<ContainerPatch> context) {
    if (!leadership.holds()) {
      return UpdateControl.noUpdate();
    }
    if (!users.isComplete()) {
      return UpdateControl.<ContainerPatch>noUpdate().rescheduleAfter(UNTIL_COMPLETE);
    }
    return planner
        .plan(patch, users.of(patch.getMetadata().getNamespace(), patch.getMetadata().getName()))
        .map(status -> UpdateControl.patchStatus(withStatus(patch, status)))
        .orElseGet(UpdateControl::noUpdate);
  }

  /** Only what we own: server-side apply takes over whatever it is sent. */
  private static ContainerPatch withStatus(ContainerPatch patch, ContainerPatchStatus status) {
    var applied = new ContainerPatch();
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withName(patch.getMetadata().getName())
            .withNamespace(patch.getMetadata().getNamespace())
            .build());
    applied.setStatus(status);
    return applied;
  }
}
