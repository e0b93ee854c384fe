package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private static final int WORKERS = 2;

  private final List<String> done = new CopyOnWriteArrayList<>();
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void doesTheFirstAtOnceAndTheOthersTogether() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (var queue =
        queue(key -> {
          begun.countDown();
          go.await();
          done.add(key);
        })) {
      queue.add("a");
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 100; i++) {
        queue.add("a");
      }
      queue.add("b");
      go.countDown();
      await().until(() -> done.size() == 3);
      assertThat(done).containsExactlyInAnyOrder("a", "a", "b");
      await().during(Duration.ofMillis(200)).until(() -> done.size() == 3);
      queue.add("a");
      await().until(() -> done.size() == 4);
    }
  }

  @Test
  void takesNothingAtRestAndNeverWorksTwiceOnAKey() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var busy = new AtomicInteger();
    try (var queue =
        queue(key -> {
          assertThat(busy.incrementAndGet()).isEqualTo(1);
          begun.countDown();
          go.await();
          busy.decrementAndGet();
          done.add(key);
        })) {
      queue.add("a");
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      queue.rest();
      queue.add("b");
      queue.resume();
      queue.add("a");
      go.countDown();
      await().until(() -> done.size() == 2);
      await().during(Duration.ofMillis(200)).until(() -> done.equals(List.of("a", "a")));
    }
  }

  @Test
  void forgetsAtRestWhatFailed() {
    try (var queue =
        queue(key -> {
          done.add(key);
          throw new IllegalStateException("always");
        })) {
      queue.add("a");
      await().until(() -> !done.isEmpty());
      queue.rest();
      int runs = done.size();
      await().during(Duration.ofSeconds(1)).until(() -> done.size() <= runs + 1);
      queue.resume();
      await().during(Duration.ofMillis(700)).until(() -> done.size() <= runs + 1);
    }
  }

  @Test
  void waitsUntilAllIsKnown() {
    ready.set(false);
    try (var queue = queue(done::add)) {
      queue.add("a");
      queue.add("b");
      await().during(Duration.ofMillis(250)).until(done::isEmpty);
      int before = asked.get();
      await().during(Duration.ofMillis(250)).until(() -> asked.get() == before);
      ready.set(true);
      queue.wake();
      await().until(() -> done.size() == 2);
      assertThat(done).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void whatIsKnownDoesNotWaitForTheRest() {
    try (var queue =
        new WorkQueue<String>(
            "test", done::add, key -> ready.get() || key.equals("b"), Duration.ofMillis(10), 2)) {
      ready.set(false);
      queue.add("a");
      queue.add("b");
      await().until(() -> done.equals(List.of("b")));
      queue.wake();
      await().during(Duration.ofMillis(100)).until(() -> done.equals(List.of("b")));
      ready.set(true);
      queue.wake();
      await().until(() -> done.equals(List.of("b", "a")));
    }
  }

  @Test
  void triesAgainWhatFailed() {
    var tries = new AtomicInteger();
    try (var queue =
        queue(key -> {
          if (tries.incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
          }
          done.add(key);
        })) {
      queue.add("a");
      await().until(() -> done.equals(List.of("a")));
      assertThat(tries).hasValue(3);
    }
  }

  @Test
  void newsDoNotPutOffTheNextTry() {
    var tries = new AtomicInteger();
    try (var queue =
        new WorkQueue<String>(
            "test",
            key -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              done.add(key);
            },
            key -> true,
            Duration.ofHours(1),
            1)) {
      queue.add("a");
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            queue.add("a");
            return !done.isEmpty();
          });
    }
  }

  @Test
  void newsEndTheWaitingAfterAFailure() {
    var broken = new AtomicBoolean(true);
    var tries = new AtomicInteger();
    try (var queue =
        queue(key -> {
          tries.incrementAndGet();
          if (broken.get()) {
            throw new IllegalStateException("broken");
          }
          done.add(key);
        })) {
      queue.add("a");
      // The next try is seconds away.
      await().until(() -> tries.get() == 3);
      broken.set(false);
      long before = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            queue.add("a");
            return !done.isEmpty();
          });
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1500));
    }
  }

  @Test
  void countsWhatBecomesOfKeys() {
    var meters = new SimpleMeterRegistry();
    var broken = new AtomicBoolean(true);
    try (var queue =
        queue(key -> {
          if (broken.get()) {
            throw new IllegalStateException("broken");
          }
          done.add(key);
        })) {
      queue.measure(meters);
      ready.set(false);
      queue.add("a");
      queue.add("a");
      assertThat(value(meters, "workqueue.depth")).isEqualTo(1);
      await().until(() -> value(meters, "higuma.workqueue.oldest") > 0.02);
      ready.set(true);
      queue.wake();
      await().until(() -> value(meters, "controller_runtime.reconcile.errors") == 1);
      assertThat(value(meters, "workqueue.depth")).isEqualTo(1);
      broken.set(false);
      await().until(() -> done.equals(List.of("a")));
      await().until(() -> value(meters, "workqueue.depth") == 0);
      assertThat(value(meters, "higuma.workqueue.oldest")).isZero();
      assertThat(value(meters, "workqueue.adds")).isEqualTo(1);
      assertThat(value(meters, "workqueue.retries")).isEqualTo(1);
      assertThat(value(meters, "controller_runtime.active.workers")).isZero();
      assertThat(meters.get("workqueue.queue.duration").timer().count()).isEqualTo(2);
      assertThat(
              meters.get("controller_runtime.reconcile").tag("result", "success").counter().count())
          .isEqualTo(1);
    }
  }

  private static double value(MeterRegistry meters, String name) {
    return meters.get(name).tags(List.of()).meter().measure().iterator().next().getValue();
  }

  @Test
  void takesNoMoreWhenItHasEnded() {
    var queue = queue(done::add);
    queue.close();
    queue.add("a");
    await().during(Duration.ofMillis(250)).until(done::isEmpty);
  }

  /** One waiting entry for a key, however often it is asked for, and no thread for any. */
  @Test
  void aStormOfKeysTakesFewThreadsAndRuns() throws Exception {
    int keys = 10_000;
    var go = new CountDownLatch(1);
    var threads = ConcurrentHashMap.<String>newKeySet();
    var worked = ConcurrentHashMap.<String>newKeySet();
    var runs = new AtomicInteger();
    try (var queue =
        queue(key -> {
          go.await();
          threads.add(Thread.currentThread().getName());
          worked.add(key);
          runs.incrementAndGet();
        })) {
      for (int turn = 0; turn < 20; turn++) {
        for (int key = 0; key < keys; key++) {
          queue.add("key-" + key);
        }
      }
      go.countDown();
      await().atMost(Duration.ofMinutes(1)).until(() -> worked.size() == keys);
      assertThat(threads).hasSizeLessThanOrEqualTo(WORKERS);
      assertThat(runs.get()).isLessThanOrEqualTo(keys + WORKERS);
    }
  }

  @Test
  void aKeyThatAlwaysFailsKeepsNoOtherFromItsWork() {
    try (var queue =
        queue(key -> {
          if (key.equals("poison")) {
            throw new IllegalStateException("poison");
          }
          done.add(key);
        })) {
      for (int i = 0; i < 1000; i++) {
        queue.add("poison");
        queue.add("key-" + i);
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> done.size() == 1000);
    }
  }

  @Test
  void triesAgainAfterAnError() {
    var tries = new AtomicInteger();
    try (var queue =
        queue(key -> {
          if (tries.incrementAndGet() == 1) {
            throw new StackOverflowError("too deep");
          }
          done.add(key);
        })) {
      queue.add("a");
      await().until(() -> done.equals(List.of("a")));
    }
  }

  private interface Work {
    void on(String key) throws InterruptedException;
  }

  private WorkQueue<String> queue(Work work) {
    return new WorkQueue<>(
        "test",
        key -> {
          try {
            work.on(key);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        key -> {
          asked.incrementAndGet();
          return ready.get();
        },
        Duration.ofMillis(10),
        WORKERS);
  }
}
