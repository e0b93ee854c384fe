package io.higuma;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** What is done about once a second, on one thread off everybody's path. */
final class Sweeps implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Sweeps.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("sweeps").unstarted(this::run);

  /** Begins with these tasks. One that fails is tried again like the others. */
  void start(Runnable... tasks) {
    this.tasks.addAll(List.of(tasks));
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        tasks.forEach(Sweeps::attempt);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("What is done every second failed", e);
    }
  }
}
