package io.higuma.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Does work for keys: each key by one thread at a time, and once for all that was asked while it
 * was waiting. The first request is served at once, later ones after a pause, so that a storm of
 * changes costs a few runs. What fails is tried again, ever more slowly; news of the key ends the
 * waiting.
 *
 * <p>For what has no object to be reconciled: an object that is yet to be made, or all of a kind
 * together. It needs no watch of its own.
 *
 * @param <K> with {@code equals}, and a {@code toString} for the log
 */
final class WorkQueue<K> implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(WorkQueue.class);

  /** A kind may count as read a moment after its first list has been told of. */
  private static final Duration UNTIL_READY = Duration.ofSeconds(2);

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final String name;
  private final Consumer<K> work;
  private final Predicate<K> ready;
  private final Duration first;
  private final Duration pause;
  private final ScheduledThreadPoolExecutor threads;
  private final Map<K, Entry> entries = new HashMap<>();
  private volatile @Nullable QueueMetrics metrics;

  /**
   * When work is done.
   *
   * @param first how long a key waits for more news that may come at once
   * @param pause between two runs for one key
   */
  record Timing(Duration first, Duration pause) {}

  /** Guarded by {@link #entries}. */
  private boolean resting;

  /** Guarded by {@link #entries}. */
  private static final class Entry {
    private boolean wanted = true;

    /** Since when it is wanted, by the clock of {@link System#nanoTime}. */
    private long since = System.nanoTime();

    private boolean running;

    /** Has no next run: what it reads is not known yet. */
    private boolean parked;

    private int failures;
    private @Nullable ScheduledFuture<?> next;
  }

  /**
   * @param name for the log and the threads
   * @param work throws to be tried again
   * @param ready whether what the work for a key reads is known; before, nothing is done
   * @param pause between two runs for one key
   */
  WorkQueue(String name, Consumer<K> work, Predicate<K> ready, Duration pause, int workers) {
    this(name, work, ready, new Timing(Duration.ZERO, pause), workers);
  }

  WorkQueue(String name, Consumer<K> work, Predicate<K> ready, Timing timing, int workers) {
    this.name = name;
    this.work = work;
    this.ready = ready;
    this.first = timing.first();
    this.pause = timing.pause();
    var number = new AtomicInteger();
    threads =
        new ScheduledThreadPoolExecutor(
            workers,
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name(name + "-" + number.incrementAndGet())
                    .unstarted(task));
    threads.setRemoveOnCancelPolicy(true);
  }

  String name() {
    return name;
  }

  /** Has it counted from now on. */
  void measure(MeterRegistry registry) {
    metrics = new QueueMetrics(name, new Counts(), registry);
  }

  /** Asks for a run; returns at once. Nothing is asked for while it is at rest. */
  void add(K key) {
    synchronized (entries) {
      if (resting) {
        return;
      }
      Entry entry = entries.get(key);
      if (entry == null) {
        entry = new Entry();
        entries.put(key, entry);
        count(QueueMetrics::added);
        begin(key, entry);
        return;
      }
      if (!entry.wanted) {
        entry.wanted = true;
        entry.since = System.nanoTime();
        count(QueueMetrics::added);
      }
      boolean isBackingOff = entry.failures > 0 && !entry.running;
      // Never later than it would be: news that keep coming must not put it off for ever.
      if (isBackingOff
          && entry.next != null
          && entry.next.getDelay(TimeUnit.MILLISECONDS) > pause.toMillis()
          && entry.next.cancel(false)) {
        schedule(key, entry, pause);
      }
    }
  }

  /** Drops what is asked for, and takes no more. A run that is going on goes on to its end. */
  void rest() {
    synchronized (entries) {
      resting = true;
      entries
          .values()
          .removeIf(entry -> {
            cancel(entry);
            entry.wanted = false;
            entry.failures = 0;
            return !entry.running; // The others keep their key from being worked on twice.
          });
    }
  }

  /** Takes what is asked for again. */
  void resume() {
    synchronized (entries) {
      resting = false;
    }
  }

  /** To be called when {@code ready} may have become true for some key: else that is seen late. */
  void wake() {
    synchronized (entries) {
      entries.forEach((key, entry) -> {
        if (entry.parked) {
          cancel(entry);
          begin(key, entry);
        }
      });
    }
  }

  /** With the lock on {@link #entries}, so that no {@link #wake} is missed. */
  private void begin(K key, Entry entry) {
    entry.parked = !ready.test(key);
    schedule(key, entry, entry.parked ? UNTIL_READY : first);
  }

  private static void cancel(Entry entry) {
    if (entry.next != null) {
      entry.next.cancel(false);
    }
  }

  private void turn(K key) {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(key);
      if (entry == null) {
        return;
      }
      if (!entry.wanted || resting) {
        entries.remove(key);
        return;
      }
      entry.parked = !ready.test(key); // A kind may be watched from a late moment on.
      if (entry.parked) {
        schedule(key, entry, UNTIL_READY);
        return;
      }
      entry.wanted = false;
      entry.running = true;
    }
    long begin = System.nanoTime();
    count(of -> of.begun(Duration.ofNanos(begin - entry.since)));
    boolean done = false;
    try {
      done = run(key);
    } finally {
      boolean success = done;
      count(of -> of.ended(Duration.ofNanos(System.nanoTime() - begin), success));
      synchronized (entries) {
        entry.running = false;
        entry.failures = done || resting ? 0 : entry.failures + 1;
        if (!done) {
          count(QueueMetrics::retried);
          // What failed has waited since it was asked for first.
          entry.wanted = true;
        }
        schedule(key, entry, entry.failures == 0 ? pause : backoff(entry.failures));
      }
    }
  }

  private void count(Consumer<QueueMetrics> event) {
    QueueMetrics counted = metrics;
    if (counted != null) {
      event.accept(counted);
    }
  }

  private boolean run(K key) {
    // In JSON, each line that the work writes says what it was about.
    MDC.put("controller", name);
    MDC.put("object", key.toString());
    try {
      work.accept(key);
      return true;
    } catch (LeaderFence.NotLeadingException e) {
      LOG.debugv("{0} was stopped; key={1}: {2}", name, key, e.getMessage());
      return false;
    } catch (RuntimeException e) {
      LOG.warnv("{0} failed and is tried again; key={1}: {2}", name, key, e.getMessage());
      LOG.debug("The failure in full", e);
      return false;
    } catch (Throwable e) {
      // One key's deep or large object must not end the work for it, nor pass unseen.
      LOG.errorv(e, "{0} failed and is tried again; key={1}", name, key);
      return false;
    } finally {
      MDC.remove("controller");
      MDC.remove("object");
    }
  }

  /** {@code failures} is 1 or more. */
  private static Duration backoff(int failures) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 10));
    return wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
  }

  private void schedule(K key, Entry entry, Duration delay) {
    try {
      entry.next = threads.schedule(() -> turn(key), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debugv("{0} has ended; key={1} is left", name, key);
    }
  }

  private final class Counts implements QueueMetrics.State {
    @Override
    public int depth() {
      synchronized (entries) {
        return (int) entries.values().stream().filter(entry -> entry.wanted).count();
      }
    }

    @Override
    public Duration oldest() {
      long now = System.nanoTime();
      synchronized (entries) {
        return Duration.ofNanos(
            entries.values().stream()
                .filter(entry -> entry.wanted)
                .mapToLong(entry -> now - entry.since)
                .max()
                .orElse(0));
      }
    }

    @Override
    public int active() {
      synchronized (entries) {
        return (int) entries.values().stream().filter(entry -> entry.running).count();
      }
    }
  }

  /** Ends; a run that is going on is interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
