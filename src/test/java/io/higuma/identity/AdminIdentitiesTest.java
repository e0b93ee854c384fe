package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.envoy.AdminIdentity;
import io.higuma.mesh.SecretValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdminIdentitiesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CertificateAuthority AUTHORITY =
      new MeshAuthorityIssuer(Clock.systemUTC(), RANDOM).forEnvoyAdmin();

  @Test
  void isForTheAddressAndStaysWithIt() throws Exception {
    var identities = of(AUTHORITY.certificatePem() + AUTHORITY.keyPem());
    AdminIdentity identity = identities.of("shop.web", "10.1.0.1");
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        identity.certificate().getBytes(StandardCharsets.US_ASCII)));
    certificate.verify(AUTHORITY.certificate().getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("10.1.0.1");
    assertThat(identity.authority()).isEqualTo(AUTHORITY.certificatePem());
    assertThat(identities.of("shop.web", "10.1.0.1")).isSameAs(identity);
    assertThat(identities.of("shop.web", "10.1.0.2")).isNotEqualTo(identity);
    AdminIdentity before = identities.of("shop.web", "10.1.0.2");
    identities.forget("shop.web");
    assertThat(identities.of("shop.web", "10.1.0.2")).isNotEqualTo(before);
  }

  @Test
  void anotherAuthorityMakesAllOfThemAnew() {
    var reads = new AtomicInteger();
    var identities =
        new AdminIdentities(
            () -> {
              reads.incrementAndGet();
              return Optional.of(new SecretValue(AUTHORITY.certificatePem() + AUTHORITY.keyPem()));
            },
            new EnvoyAdminIssuer(Clock.systemUTC(), RANDOM));
    AdminIdentity before = identities.of("shop.web", "10.1.0.1");
    identities.of("shop.api", "10.1.0.2");
    assertThat(reads).hasValue(1);
    identities.changed();
    assertThat(identities.of("shop.web", "10.1.0.1")).isNotEqualTo(before);
    assertThat(reads).hasValue(2);
  }

  @Test
  void changesAndRequestsAtOnceDoNotBlockEachOther() throws Exception {
    var identities = of(AUTHORITY.certificatePem() + AUTHORITY.keyPem());
    // Daemons, and not closed: threads that block each other would never end.
    var threads = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
    var asking =
        threads.submit(() -> {
          for (int i = 0; i < 300; i++) {
            identities.of("shop.web", "10.1.0." + i % 2);
          }
        });
    var changing =
        threads.submit(() -> {
          while (!asking.isDone()) {
            identities.changed();
          }
        });
    asking.get(30, TimeUnit.SECONDS);
    changing.get(30, TimeUnit.SECONDS);
    threads.shutdown();
  }

  @Test
  void saysWhatIsMissing() {
    var none =
        new AdminIdentities(Optional::empty, new EnvoyAdminIssuer(Clock.systemUTC(), RANDOM));
    assertThatIllegalStateException()
        .isThrownBy(() -> none.of("shop.web", "10.1.0.1"))
        .withMessage(
            "there is no Secret envoy-admin-ca, by which proxies would know the control plane");
    assertThatIllegalStateException()
        .isThrownBy(() -> of("secret words").of("shop.web", "10.1.0.1"))
        .withMessage("the Secret envoy-admin-ca holds no certificate with its key");
  }

  private static AdminIdentities of(String secret) {
    return new AdminIdentities(
        () -> Optional.of(new SecretValue(secret)),
        new EnvoyAdminIssuer(Clock.systemUTC(), RANDOM));
  }
}
