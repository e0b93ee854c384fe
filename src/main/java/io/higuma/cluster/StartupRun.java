package io.higuma.cluster;

import io.higuma.mesh.StartupDefaults;
import io.higuma.mesh.StartupDefaults.Part;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Makes what is there from the start, in the background: for ten minutes, until all of it is. */
public final class StartupRun {
  private static final Logger LOG = Logger.getLogger(StartupRun.class);
  private static final int TRIES = 120;

  private final StartupDefaults defaults;
  private final Duration betweenTries;

  public StartupRun(StartupDefaults defaults, Duration betweenTries) {
    this.defaults = defaults;
    this.betweenTries = betweenTries;
  }

  /** Returns at once. */
  public void start(Set<Part> wanted) {
    Thread.ofVirtual().start(() -> attempt(wanted, TRIES));
  }

  private void attempt(Set<Part> wanted, int left) {
    Set<Part> failed = defaults.ensure(wanted);
    if (failed.isEmpty()) {
      return;
    }
    if (left <= 1) {
      LOG.errorv("Given up until the next start: {0}", failed);
      return;
    }
    CompletableFuture.delayedExecutor(
            betweenTries.toMillis(),
            TimeUnit.MILLISECONDS,
            Executors.newVirtualThreadPerTaskExecutor())
        .execute(() -> attempt(failed, left - 1));
  }
}
