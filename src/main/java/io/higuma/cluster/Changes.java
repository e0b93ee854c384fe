package io.higuma.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Turns what a watch tells into work.
 *
 * @param queue gets the keys
 * @param affected which keys an object concerns; asked for the old and the new state
 * @param matters whether an update, from the old to the new state, is worth work
 */
record Changes<T, K>(WorkQueue<K> queue, Function<T, Stream<K>> affected, BiPredicate<T, T> matters)
    implements ResourceEventHandler<T> {
  private static final Logger LOG = Logger.getLogger(Changes.class);

  /** Of every update. */
  static <T, K> Changes<T, K> to(WorkQueue<K> queue, Function<T, Stream<K>> affected) {
    return new Changes<>(queue, affected, (before, after) -> true);
  }

  @Override
  public void onAdd(T added) {
    guarded(() -> affected.apply(added).forEach(queue::add));
  }

  @Override
  public void onUpdate(T before, T after) {
    guarded(() -> {
      if (matters.test(before, after)) {
        Stream.concat(affected.apply(before), affected.apply(after)).forEach(queue::add);
      }
    });
  }

  @Override
  public void onDelete(T deleted, boolean lastStateUnknown) {
    guarded(() -> affected.apply(deleted).forEach(queue::add));
  }

  /** Other objects are not to be missed for one that makes no sense. */
  private static void guarded(Runnable change) {
    try {
      change.run();
    } catch (RuntimeException e) {
      LOG.error("A change was not looked at", e);
    }
  }
}
