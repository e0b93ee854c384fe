package io.higuma.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/**
 * Tells that something has changed, not what.
 *
 * @param changed must not wait
 */
record ChangeHandler<T>(Runnable changed) implements ResourceEventHandler<T> {
  @Override
  public void onAdd(T added) {
    changed.run();
  }

  @Override
  public void onUpdate(T before, T after) {
    changed.run();
  }

  @Override
  public void onDelete(T deleted, boolean lastStateUnknown) {
    changed.run();
  }
}
