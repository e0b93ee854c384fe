package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
import java.util.function.Function;

/** Has a ContainerPatch reconciled when it begins or ceases to fail on a pod. */
final class PatchNews extends AbstractEventSource<ContainerPatch, ContainerPatch> {
  private final Function<Pod, Set<ResourceID>> patches;

  /**
   * @param patches those that a pod may use
   */
  PatchNews(SidecarWatch sidecars, Function<Pod, Set<ResourceID>> patches) {
    super(ContainerPatch.class, "sidecars");
    this.patches = patches;
    sidecars.onNewsOfPatches(this::trigger);
  }

  /** None: this source only triggers. */
  @Override
  public Set<ContainerPatch> getSecondaryResources(ContainerPatch primary) {
    return Set.of();
  }

  private void trigger(Pod pod) {
    if (isRunning()) {
      patches.apply(pod).forEach(id -> getEventHandler().handleEvent(new Event(id)));
    }
  }
}
