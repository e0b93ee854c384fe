package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One alarm for all. */
class RenewalTimerTest {
  @Test
  void itRingsForWhatIsDueNextAndThenForTheOneAfter() {
    Instant start = Instant.now();
    var next = new AtomicReference<>(Optional.of(start.plusSeconds(3600)));
    var rung = new AtomicInteger();
    try (var scheduler = Executors.newSingleThreadScheduledExecutor()) {
      var timer =
          new RenewalTimer(
              scheduler,
              InstantSource.system(),
              next::get,
              () -> {
                boolean first = rung.incrementAndGet() == 1;
                next.set(first ? Optional.of(start) : Optional.empty());
              });
      timer.update();
      assertThat(rung).hasValue(0);
      next.set(Optional.of(start.plusMillis(20)));
      timer.update();
      await().untilAsserted(() -> assertThat(rung).hasValue(2));
      scheduler.shutdownNow();
    }
    assertThat(rung).hasValue(2);
  }
}
