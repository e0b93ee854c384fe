package io.higuma;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WebhookOpeningTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final AtomicBoolean kept = new AtomicBoolean(true);
  private final AtomicBoolean meshed = new AtomicBoolean(true);
  private final AtomicInteger looks = new AtomicInteger();
  private final WebhookOpening opening =
      new WebhookOpening(ready::get, kept::get, () -> true, meshed::get);

  @Test
  void itIsAtOnceWhenNothingIsMissing() {
    assertThat(opening.await(LONG, LONG)).isTrue();
  }

  @Test
  void itWaitsForEachOfThem() {
    assertWaits(ready);
    assertWaits(kept);
    assertWaits(meshed);
  }

  @Test
  void anApiServerThatFailsIsAskedAgain() {
    var asked =
        new WebhookOpening(
            () -> true,
            () -> true,
            () -> {
              if (looks.incrementAndGet() < 3) {
                throw new IllegalStateException("503");
              }
              return true;
            },
            () -> true);
    assertThat(asked.await(SHORT, LONG)).isTrue();
    assertThat(looks).hasValue(3);
  }

  @Test
  void aMeshThatNeverComesDoesNotKeepItClosed() {
    meshed.set(false);
    assertThat(opening.await(SHORT, SHORT)).isTrue();
  }

  @Test
  void anInterruptedThreadOpensNothing() {
    ready.set(false);
    Thread.currentThread().interrupt();
    assertThat(opening.await(LONG, LONG)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  private void assertWaits(AtomicBoolean missing) {
    missing.set(false);
    looks.set(0);
    var counted =
        new WebhookOpening(
            () -> {
              if (looks.incrementAndGet() == 3) {
                missing.set(true);
              }
              return ready.get();
            },
            kept::get,
            () -> true,
            () -> {
              if (looks.incrementAndGet() >= 3) {
                missing.set(true);
              }
              return meshed.get();
            });
    assertThat(counted.await(SHORT, LONG)).isTrue();
    assertThat(looks.get()).isGreaterThanOrEqualTo(3);
  }
}
