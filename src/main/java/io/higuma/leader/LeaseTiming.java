package io.higuma.leader;

import java.time.Duration;

/**
 * How long leadership lasts without a word.
 *
 * @param lease after which others may take what was not renewed
 * @param deadline after which a leader that could not renew stops by itself; shorter than {@code
 *     lease}, so that two never lead at a time
 */
public record LeaseTiming(Duration lease, Duration deadline) {
  /** How often a leader renews. */
  public static final Duration RENEWAL = Duration.ofSeconds(2);

  /** How often others look, and a leader that could not renew tries again. */
  public static final Duration LOOK = Duration.ofSeconds(1);

  /** A deadline that is too late becomes two thirds of the lease. */
  public LeaseTiming {
    Duration latest = lease.multipliedBy(2).dividedBy(3);
    deadline = deadline.compareTo(latest) > 0 ? latest : deadline;
  }
}
