package io.higuma.xds;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of what all clients together send before they have proved who they are. Those
 * that have are not among them, so that strangers can't take their room.
 */
final class ReceiveBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  ReceiveBudget(long limit) {
    this.limit = limit;
  }

  /** Whether there is room; if so it is taken. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
