package io.higuma.xds;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of what was sent to all proxies together and is not gone yet. A stream that
 * finds no room is called when there is some.
 */
final class SendBudget {
  /** How many streams are called for one response that is gone: more than one, to fill gaps. */
  private static final int CALLED = 2;

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  SendBudget(long limit) {
    this.limit = limit;
  }

  /** Whether a response may be sent, of whatever size: so each comes through in the end. */
  boolean hasRoom() {
    return used.get() < limit;
  }

  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
    for (int i = 0; i < CALLED; i++) {
      callOne();
    }
  }

  /**
   * Has this called when there is room; it returns at once. Who is called and sends nothing calls
   * {@link #callOne}, or the next would wait for ever.
   */
  void await(Runnable ready) {
    waiting.add(ready);
    if (hasRoom()) {
      callOne(); // It came in between.
    }
  }

  void callOne() {
    if (hasRoom()) {
      Runnable first = waiting.poll();
      if (first != null) {
        first.run();
      }
    }
  }

  long used() {
    return used.get();
  }
}
