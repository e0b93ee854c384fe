package io.higuma.admission;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets reviews begin while there is memory for them. Small ones may overtake a large one that
 * waits: they are the usual ones.
 */
final class ReviewMemory {
  /**
   * Bytes that the review of a body may allocate for each of its own: objects are larger than their
   * brackets, and a patch repeats a part of them.
   */
  static final int MULTIPLE = 128;

  private static final int UNIT = 1 << 10;

  private final int units;
  private final Semaphore free;

  /**
   * @param bytes in all; a body that might take more is reviewed alone
   */
  ReviewMemory(long bytes) {
    units = Math.toIntExact(Math.max(1, bytes / UNIT));
    free = new Semaphore(units);
  }

  /**
   * Takes the memory for a review, and waits for it.
   *
   * @return whether there was some in time; if so it must be given back
   */
  boolean take(int bodyBytes, Duration patience) throws InterruptedException {
    return free.tryAcquire(unitsOf(bodyBytes), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  void giveBack(int bodyBytes) {
    free.release(unitsOf(bodyBytes));
  }

  private int unitsOf(int bodyBytes) {
    return (int) Math.min(units, (long) bodyBytes * MULTIPLE / UNIT + 1);
  }
}
