package io.higuma.cluster;

import io.higuma.api.v1alpha1.Mesh;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Has a Mesh reconciled when there is news of its sidecars. */
public final class MeshNews extends AbstractEventSource<Mesh, Mesh> {
  public MeshNews(SidecarWatch sidecars) {
    super(Mesh.class, "sidecars");
    sidecars.onNewsOfMesh(this::trigger);
  }

  /** None: this source only triggers. */
  @Override
  public Set<Mesh> getSecondaryResources(Mesh primary) {
    return Set.of();
  }

  private void trigger(String mesh) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(new ResourceID(mesh)));
    }
  }
}
