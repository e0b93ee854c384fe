package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void severalThreadsTogetherAreNoFaster() throws Exception {
    var pace = new Pace(100);
    long begin = System.nanoTime();
    var threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                for (int turn = 0; turn < 5; turn++) {
                  pace.await();
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("20 turns, the first at once")
        .isGreaterThanOrEqualTo(Duration.ofMillis(190));
  }

  @Test
  void whoIsInterruptedDoesNotWait() throws Exception {
    var pace = new Pace(1);
    pace.await();
    Thread waiting = Thread.ofPlatform().start(pace::await);
    waiting.interrupt();
    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
  }
}
