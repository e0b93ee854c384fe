package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CertificateMetricsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CertificateMetrics metrics = new CertificateMetrics(meters, () -> NOW);

  @Test
  void failuresOfEitherKindCountAndGoOn() {
    CertificateSource broken =
        metrics.counting(
            (CertificateSource)
                () -> {
                  throw new IllegalStateException("no Secret");
                });
    assertThatThrownBy(broken::current).hasMessage("no Secret");
    assertThat(checks("failed")).isEqualTo(1);
    assertThat(checks("success")).isZero();
  }

  @Test
  void whatIsServedTellsItsEndAndItsAuthoritys() {
    // Given
    var issuer = new LeafIssuer(() -> NOW, new SecureRandom());
    var authority = issuer.newAuthority();
    ServingPair pair = issuer.issue(authority, List.of("localhost"), List.of());
    assertThat(meters.find("higuma.certificate.expiration.timestamp").gauge()).isNull();
    // When
    metrics.counting((Consumer<ServingPair>) any -> {}).accept(pair);
    metrics.served(pair);
    // Then
    assertThat(checks("success")).isEqualTo(1);
    assertThat(end("serving")).isEqualTo((double) NOW.plus(Duration.ofDays(365)).getEpochSecond());
    assertThat(end("authority"))
        .isEqualTo((double) NOW.plus(Duration.ofDays(3650)).getEpochSecond());
  }

  private double end(String certificate) {
    return meters
        .get("higuma.certificate.expiration.timestamp")
        .tag("certificate", certificate)
        .gauge()
        .value();
  }

  private double checks(String result) {
    return meters.get("higuma.certificate.checks").tag("result", result).counter().count();
  }
}
