package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CertificateKeeperTest {
  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
  private final LeafIssuer issuer = new LeafIssuer(clock, new SecureRandom());
  private final CertificateAuthority authority = issuer.newAuthority();
  private final List<ServingPair> served = new CopyOnWriteArrayList<>();
  private final AtomicReference<CertificateSource> source = new AtomicReference<>();

  @Test
  void handsOnEachNewCertificateOnce() {
    ServingPair first = pair();
    ServingPair second = pair();
    source.set(() -> current(first));
    try (var keeper = keeper()) {
      keeper.check();
      keeper.check();
      await().untilAsserted(() -> assertThat(served).containsExactly(first));
      source.set(() -> current(second));
      keeper.check();
      await().untilAsserted(() -> assertThat(served).containsExactly(first, second));
    }
  }

  @Test
  void triesAgainAfterAFailure() {
    ServingPair pair = pair();
    source.set(() -> {
      source.set(() -> current(pair));
      throw new IllegalStateException("the cluster is away");
    });
    try (var keeper = keeper()) {
      keeper.check();
      await().atMost(Duration.ofSeconds(5)).until(() -> served.equals(List.of(pair)));
    }
  }

  private CertificateKeeper keeper() {
    return new CertificateKeeper(
        () -> source.get().current(),
        pair -> assertThat(served).as("trusted before it is served").doesNotContain(pair),
        served::add,
        Executors.newSingleThreadScheduledExecutor(),
        clock);
  }

  private CertificateSource.Current current(ServingPair pair) {
    return new CertificateSource.Current(pair, clock.instant().plus(Duration.ofHours(1)));
  }

  private ServingPair pair() {
    return issuer.issue(authority, List.of("localhost"), List.of());
  }
}
