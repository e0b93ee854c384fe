package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Lets an informer that runs anyway trigger a reconciler, instead of a second watch of the same
 * kind. The reconciler reads the objects where it reads all others: from {@link ClusterCaches}.
 *
 * @param <R> the kind that is watched
 * @param <P> the kind that is reconciled
 */
public final class InformerTrigger<R extends HasMetadata, P extends HasMetadata>
    extends AbstractEventSource<R, P> {
  private final SharedIndexInformer<R> informer;
  private final SecondaryToPrimaryMapper<R> affected;
  private final BiPredicate<R, R> matters;
  private final Handler handler = new Handler();

  /**
   * @param name unique among the event sources of a reconciler
   * @param affected what to reconcile when this object changes; asked for the old and the new state
   */
  public InformerTrigger(
      String name, SharedIndexInformer<R> informer, SecondaryToPrimaryMapper<R> affected) {
    this(name, informer, affected, (before, after) -> true);
  }

  /**
   * @param matters whether an update, from the old to the new state, is worth work
   */
  InformerTrigger(
      String name,
      SharedIndexInformer<R> informer,
      SecondaryToPrimaryMapper<R> affected,
      BiPredicate<R, R> matters) {
    super(informer.getApiTypeClass(), name);
    this.informer = informer;
    this.affected = affected;
    this.matters = matters;
  }

  @Override
  public void start() {
    super.start();
    // A handler that is added to a running informer is told of all objects there are.
    informer.addEventHandler(handler);
  }

  @Override
  public void stop() {
    informer.removeEventHandler(handler);
    super.stop();
  }

  /** None: this source only triggers. */
  @Override
  public Set<R> getSecondaryResources(P primary) {
    return Set.of();
  }

  private void trigger(R object) {
    if (isRunning()) {
      affected
          .toPrimaryResourceIDs(object)
          .forEach(id -> getEventHandler().handleEvent(new Event(id)));
    }
  }

  private final class Handler implements ResourceEventHandler<R> {
    @Override
    public void onAdd(R added) {
      trigger(added);
    }

    @Override
    public void onUpdate(R before, R after) {
      if (matters.test(before, after)) {
        trigger(before);
        trigger(after);
      }
    }

    @Override
    public void onDelete(R deleted, boolean lastStateUnknown) {
      trigger(deleted);
    }
  }
}
