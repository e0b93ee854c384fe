package io.higuma.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One alarm for whatever is due next, set anew whenever that changes. */
public final class RenewalTimer {
  /** Pauses do not count while a machine sleeps, and its clock may be set. */
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final ScheduledExecutorService scheduler;
  private final InstantSource clock;
  private final Supplier<Optional<Instant>> next;
  private final Runnable work;
  private @Nullable ScheduledFuture<?> alarm;
  private Instant armed = Instant.MAX;

  /**
   * @param next when work is due; empty is never
   * @param work does what is due, if anything is
   */
  public RenewalTimer(
      ScheduledExecutorService scheduler,
      InstantSource clock,
      Supplier<Optional<Instant>> next,
      Runnable work) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.next = next;
    this.work = work;
  }

  /** {@code next} may have changed. */
  public synchronized void update() {
    Instant due = next.get().orElse(Instant.MAX);
    if (due.equals(armed)) {
      return;
    }
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    armed = due;
    if (!due.equals(Instant.MAX)) {
      Duration pause = Duration.between(clock.instant(), due);
      Duration shorter = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      long millis = shorter.isNegative() ? 0 : shorter.toMillis() + 1;
      alarm = scheduler.schedule(this::ring, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void ring() {
    synchronized (this) {
      armed = Instant.MAX;
      alarm = null;
    }
    try {
      work.run();
    } finally {
      update();
    }
  }
}
