package io.higuma.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what comes again and again: the first of its kind is told at once, the others are
 * counted and told as a number when {@link #PERIOD} is over. Takes what it is given without a wait,
 * and remembers no more than {@link #KINDS} kinds: for one more, the one that came least is told
 * and forgotten.
 *
 * @param <K> what makes two of a kind
 * @param <V> what is told
 */
final class Repetitions<K, V> {
  static final Duration PERIOD = Duration.ofSeconds(10);

  static final int KINDS = 1_000;

  /** A kind that did not come for so long is forgotten. */
  private static final Duration MEMORY = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final Outlet<V> outlet;
  private final Cache<K, Kind> kinds;

  /** Where it is told. Must not wait. */
  @FunctionalInterface
  interface Outlet<V> {
    /**
     * Tells it.
     *
     * @param times how often it came since it was told last
     * @param last when it came last
     * @return false when it can't be told now; the count is kept then and told later
     */
    boolean tell(V what, int times, Instant last);
  }

  Repetitions(InstantSource clock, Outlet<V> outlet) {
    this.clock = clock;
    this.outlet = outlet;
    kinds =
        Caffeine.newBuilder()
            .maximumSize(KINDS)
            .expireAfterAccess(MEMORY)
            .executor(Runnable::run)
            .evictionListener(this::evicted)
            .build();
  }

  /**
   * Counts one more.
   *
   * @param what asked for only when this is the first one since the last was told
   */
  void count(K key, Supplier<V> what) {
    kinds.get(key, unknown -> new Kind()).count(what, clock.millis());
  }

  /** Tells the numbers whose time has come. To be called about once a second. */
  void sweep() {
    long now = clock.millis();
    kinds.asMap().values().forEach(kind -> kind.sweep(now));
  }

  /** Tells all numbers, at the end. */
  void flush() {
    kinds.asMap().values().forEach(Kind::flush);
  }

  private void evicted(@Nullable K key, @Nullable Kind kind, RemovalCause cause) {
    if (kind != null) {
      kind.flush();
    }
  }

  /** Its lock is held for some nanoseconds only: what is done under it never waits. */
  private final class Kind {
    private @Nullable V waiting;
    private int times;
    private long last;
    private boolean told;
    private long toldAt;

    synchronized void count(Supplier<V> what, long now) {
      if (waiting == null) {
        waiting = what.get();
      }
      times++;
      last = now;
      sweep(now);
    }

    synchronized void sweep(long now) {
      if (!told || now - toldAt >= PERIOD.toMillis()) {
        tell(now);
      }
    }

    synchronized void flush() {
      tell(toldAt);
    }

    private void tell(long now) {
      V what = waiting;
      if (what == null) {
        return;
      }
      told = true;
      toldAt = now;
      if (outlet.tell(what, times, Instant.ofEpochMilli(last))) {
        waiting = null;
        times = 0;
      }
    }
  }
}
