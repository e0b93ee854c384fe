package io.higuma.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps several threads together from doing something more often than so many times a second. */
final class Pace {
  private final long gap;
  private long next = System.nanoTime();

  Pace(int timesASecond) {
    gap = TimeUnit.SECONDS.toNanos(1) / timesASecond;
  }

  /** Waits until it is the caller's turn, or until the thread is interrupted. */
  void await() {
    long turn = turn();
    while (!Thread.currentThread().isInterrupted()) {
      long left = turn - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private synchronized long turn() {
    long now = System.nanoTime();
    long turn = next - now > 0 ? next : now;
    next = turn + gap;
    return turn;
  }
}
