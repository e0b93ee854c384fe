package io.higuma.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Queues of work and what fills them, which are at rest unless this replica leads. When it begins,
 * the informers tell of all objects there are, so everything is looked at; when it ends, what was
 * still to be done is dropped: whoever leads next looks at everything.
 */
final class LeaderTasks implements LeaderElection.Follower, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LeaderTasks.class);

  private final List<WorkQueue<?>> queues = new ArrayList<>();
  private final List<Trigger<?>> triggers = new ArrayList<>();
  private boolean active;

  private record Trigger<T>(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
    void attach() {
      informer.addEventHandler(handler);
    }

    void detach() {
      informer.removeEventHandler(handler);
    }
  }

  <K> WorkQueue<K> add(WorkQueue<K> queue) {
    queues.add(queue);
    if (!active) {
      queue.rest();
    }
    return queue;
  }

  /** Has a handler told of an informer's objects while this replica leads. */
  synchronized <T> void on(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
    var trigger = new Trigger<T>(informer, handler);
    triggers.add(trigger);
    if (active) {
      trigger.attach();
    }
  }

  /** Takes back what {@link #on} did, for an informer that ends. */
  synchronized void off(SharedIndexInformer<?> informer) {
    triggers.removeIf(trigger -> trigger.informer().equals(informer));
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  /** Has the work of each queue counted. */
  void measure(MeterRegistry registry) {
    queues.forEach(queue -> queue.measure(registry));
  }

  void wake() {
    queues.forEach(WorkQueue::wake);
  }

  @Override
  public synchronized void lead() {
    if (!active) {
      active = true;
      queues.forEach(WorkQueue::resume);
      triggers.forEach(LeaderTasks::attach);
    }
  }

  /** It is told of all objects at once, by this thread. */
  private static void attach(Trigger<?> trigger) {
    try {
      trigger.attach();
    } catch (RuntimeException e) { // The others have work to do.
      LOG.error("Objects of a watch were not looked at", e);
    }
  }

  @Override
  public synchronized void rest() {
    if (active) {
      active = false;
      triggers.forEach(Trigger::detach);
      queues.forEach(WorkQueue::rest);
    }
  }

  @Override
  public void close() {
    queues.forEach(WorkQueue::close);
  }
}
