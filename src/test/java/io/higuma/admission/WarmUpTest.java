package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.higuma.certs.ServingPair;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final ServingPair CERTIFICATE = LocalServer.newCertificate();
  private static final byte[] REVIEW = "{}".getBytes(StandardCharsets.UTF_8);

  private final WarmUp warmUp =
      new WarmUp(VERTX, AdmissionLimits.forHeap(64 << 20), new SimpleMeterRegistry());

  @AfterAll
  static void close() {
    VERTX.close();
  }

  @Test
  void rehearsesOverTheNetworkAndNothingElse() {
    var rehearsed = new AtomicInteger();
    AdmissionHandler real =
        review -> {
          throw new AssertionError("a real review");
        };
    AdmissionHandler rehearsal =
        review -> {
          assertThat(review).isEqualTo(REVIEW);
          assertThat(Thread.currentThread().getName()).contains("vert.x-eventloop");
          rehearsed.incrementAndGet();
          return REVIEW;
        };
    assertThat(warmUp.isDone()).isFalse();
    warmUp.run(
        List.of(
            new AdmissionRoute("/pods", real, real, rehearsal, List.of(REVIEW, REVIEW)),
            new AdmissionRoute("/quiet", real, real, real, List.of())),
        CERTIFICATE);
    assertThat(warmUp.isDone()).isTrue();
    assertThat(rehearsed.get()).isGreaterThan(100).isEven();
  }

  @Test
  void realHandlersAreMadeBeforeTheirFirstReview() {
    var prepared = new AtomicInteger();
    AdmissionHandler real =
        new AdmissionHandler() {
          @Override
          public byte[] review(byte[] body) {
            throw new AssertionError("a real review");
          }

          @Override
          public void prepare() {
            prepared.incrementAndGet();
          }
        };
    warmUp.run(
        List.of(new AdmissionRoute("/pods", real, real, body -> body, List.of(REVIEW))),
        CERTIFICATE);
    assertThat(prepared).hasValue(2);
  }

  @Test
  void isAwaitedForAWhileOnly() {
    warmUp.awaitDone(Duration.ofMillis(1));
    assertThat(warmUp.isDone()).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> warmUp.awaitDone(Duration.ofMinutes(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void isDoneThoughEveryReviewFails() {
    AdmissionHandler broken =
        review -> {
          throw new IllegalStateException("broken");
        };
    warmUp.run(List.of(route(broken)), CERTIFICATE);
    warmUp.awaitDone(Duration.ofMinutes(1));
    assertThat(warmUp.isDone()).isTrue();
  }

  @Test
  void isDoneThoughItCannotAsk() {
    var other = LocalServer.newCertificate();
    var mixed = new ServingPair(other.chain(), CERTIFICATE.key(), other.trust());
    warmUp.run(List.of(route(review -> review)), mixed);
    assertThat(warmUp.isDone()).isTrue();
  }

  private static AdmissionRoute route(AdmissionHandler handler) {
    return new AdmissionRoute("/pods", handler, handler, handler, List.of(REVIEW));
  }
}
