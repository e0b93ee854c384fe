package io.higuma.cluster;

import io.higuma.leader.Leadership;
import io.higuma.mesh.StartupDefaults;
import io.higuma.mesh.StartupDefaults.Part;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Makes what is there from the start, in the background: for ten minutes, until all of it is, or
 * this replica leads no more.
 */
public final class StartupRun {
  private static final Logger LOG = Logger.getLogger(StartupRun.class);
  private static final int TRIES = 120;

  private final StartupDefaults defaults;
  private final Leadership leadership;
  private final Duration betweenTries;

  public StartupRun(StartupDefaults defaults, Leadership leadership, Duration betweenTries) {
    this.defaults = defaults;
    this.leadership = leadership;
    this.betweenTries = betweenTries;
  }

  /** Has it done whenever this replica begins to lead. */
  public LeaderElection.Follower of(Set<Part> wanted) {
    return new LeaderElection.Follower() {
      @Override
      public void lead() {
        start(wanted);
      }

      @Override
      public void rest() {
        // It looks by itself.
      }
    };
  }

  /** Returns at once. */
  private void start(Set<Part> wanted) {
    Thread.ofVirtual().start(() -> attempt(wanted, TRIES));
  }

  private void attempt(Set<Part> wanted, int left) {
    if (!leadership.holds()) {
      return; // Whoever leads does it.
    }
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
