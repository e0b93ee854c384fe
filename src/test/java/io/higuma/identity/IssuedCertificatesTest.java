package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.certs.SigningAuthority;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.certs.WorkloadIssuer.Identity;
import io.higuma.certs.WorkloadIssuer.Order;
import io.higuma.certs.WorkloadKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** When proxies get certificates, and what becomes of those that can't be made. */
class IssuedCertificatesTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");
  private static final Duration DAY = Duration.ofHours(24);
  private static final MeshAuthorityIssuer AUTHORITIES =
      new MeshAuthorityIssuer(() -> START, new SecureRandom());
  private static final String KEY = AUTHORITIES.newKeyPem(2048);
  private static final SigningAuthority AUTHORITY = authority(Duration.ofDays(365));

  private Instant now = START;
  private final SecureRandom random = new SecureRandom();
  private final WorkloadIssuer issuer = new WorkloadIssuer(() -> now, random);
  private Function<Order, Identity> makes = issuer::issue;
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final List<String> news = new ArrayList<>();

  private final IssuedCertificates certificates =
      new IssuedCertificates(
          () -> now,
          new Random(1),
          order -> makes.apply(order),
          work::add,
          new IssuedCertificates.Listener() {
            @Override
            public void issued(String proxy, IssuedCertificate certificate) {
              news.add("issued " + proxy + " " + certificate.regenerations());
            }

            @Override
            public void failed(String proxy, String reason, String sentence) {
              news.add(sentence);
            }

            @Override
            public void dueChanged() {}
          });

  @Test
  void aProxyGetsOneAndTheCallerDoesNotWait() {
    certificates.want("shop.web-1", wish("web"));
    assertThat(certificates.of("shop.web-1")).isEmpty();
    certificates.want("shop.web-1", wish("web")); // asked for once only
    workAll();
    assertThat(news).containsExactly("issued shop.web-1 1");
    IssuedCertificate issued = certificates.of("shop.web-1").orElseThrow();
    assertThat(issued.backend()).isEqualTo("ca-1");
    assertThat(issued.supportedBackends()).containsExactly("ca-1", "ca-2");
    assertThat(issued.at()).isEqualTo(START);
    assertThat(issued.until()).isEqualTo(START.plus(DAY));
  }

  @Test
  void itIsRenewedBeforeFourFifthsOfItsLife() {
    certificates.want("shop.web-1", wish("web"));
    workAll();
    Instant due = certificates.nextDue().orElseThrow();
    assertThat(due)
        .isBetween(
            START.plus(DAY.multipliedBy(7).dividedBy(10)),
            START.plus(DAY.multipliedBy(4).dividedBy(5)));
    now = due.minusSeconds(1);
    certificates.renewDue();
    assertThat(work).isEmpty();
    now = due;
    certificates.renewDue();
    Identity former = certificates.of("shop.web-1").orElseThrow().identity();
    workAll();
    IssuedCertificate issued = certificates.of("shop.web-1").orElseThrow();
    assertThat(issued.identity().key()).isNotEqualTo(former.key());
    assertThat(issued.regenerations()).isEqualTo(2);
    assertThat(certificates.nextDue().orElseThrow())
        .isBetween(
            due.plus(DAY.multipliedBy(7).dividedBy(10)),
            due.plus(DAY.multipliedBy(4).dividedBy(5)));
  }

  @Test
  void thoseThatWereMadeTogetherAreNotRenewedTogether() {
    var dues = new TreeSet<Instant>();
    for (int i = 0; i < 20; i++) {
      certificates.want("shop.web-1", wish("web-" + i));
      workAll();
      dues.add(certificates.nextDue().orElseThrow());
    }
    assertThat(dues).hasSizeGreaterThan(10);
  }

  @Test
  void itIsRenewedWhenItWouldSaySomethingElse() throws Exception {
    certificates.want("shop.web-1", wish("web"));
    workAll();
    certificates.want("shop.web-1", wish("web-2"));
    workAll();
    assertThat(names("shop.web-1")).containsExactly("spiffe://shop/web-2");
    certificates.want(
        "shop.web-1", new CertificateWish("ca-1", List.of(), order(AUTHORITY, "web-2", DAY)));
    assertThat(work).as("what does not show in it").isEmpty();
    certificates.want(
        "shop.web-1",
        new CertificateWish(
            "ca-2", List.of(), order(authority(DAY.multipliedBy(9)), "web-2", DAY)));
    workAll();
    assertThat(certificates.of("shop.web-1").orElseThrow().backend()).isEqualTo("ca-2");
    assertThat(news).hasSize(3);
  }

  @Test
  void whatChangesWhileItIsMadeIsMadeAgainAndToldOnce() throws Exception {
    makes =
        order -> {
          makes = issuer::issue;
          certificates.want("shop.web-1", wish("newer"));
          return issuer.issue(order);
        };
    certificates.want("shop.web-1", wish("web"));
    workAll();
    assertThat(news).containsExactly("issued shop.web-1 1");
    assertThat(names("shop.web-1")).containsExactly("spiffe://shop/newer");
  }

  @Test
  void whoHasGoneIsForgotten() {
    certificates.want("shop.web-1", wish("web"));
    certificates.want("shop.web-2", wish("web"));
    certificates.forget("shop.web-2");
    workAll();
    certificates.forget("shop.web-1");
    certificates.forget("shop.web-1");
    assertThat(certificates.of("shop.web-1")).isEmpty();
    assertThat(certificates.of("shop.web-2")).isEmpty();
    assertThat(certificates.nextDue()).isEmpty();
    assertThat(certificates.proxies()).isEmpty();
    assertThat(news).containsExactly("issued shop.web-1 1");
  }

  @Test
  void anAuthorityThatHasEndedLeavesTheOldOneInPlace() {
    Instant end = START.plus(Duration.ofHours(10));
    SigningAuthority shortLived = authority(Duration.ofHours(10));
    certificates.want(
        "shop.web-1", new CertificateWish("ca-1", List.of(), order(shortLived, "web", DAY)));
    workAll();
    IssuedCertificate former = certificates.of("shop.web-1").orElseThrow();
    assertThat(former.until()).as("not after its authority").isEqualTo(end);
    now = end;
    certificates.renewDue();
    workAll();
    assertThat(certificates.of("shop.web-1")).contains(former);
    assertThat(certificates.failure("shop.web-1"))
        .contains(
            "The certificate of data plane shop.web-1 can't be made by the authority of ca-1, because its certificate is valid from 2026-05-01T07:59:50Z to 2026-05-01T18:00:00Z only; it keeps the one that ends at 2026-05-01T18:00:00Z");
  }

  @Test
  void whatFailsIsTriedAgainLaterEachTimeAndAloneOfAll() {
    makes =
        order -> {
          if (order.names().contains("spiffe://shop/bad")) {
            throw new IllegalStateException("SECRET");
          }
          return issuer.issue(order);
        };
    certificates.want("shop.bad", wish("bad"));
    certificates.want("shop.good", wish("good"));
    workAll();
    assertThat(news)
        .containsExactly(
            "The certificate of data plane shop.bad can't be made by the authority of ca-1, because of a fault: IllegalStateException; it has none",
            "issued shop.good 1");
    var pauses = new ArrayList<Long>();
    for (int i = 0; i < 9; i++) {
      Instant due = certificates.nextDue().orElseThrow();
      certificates.want("shop.bad", wish("bad"));
      assertThat(work).as("asking again is no reason to try").isEmpty();
      pauses.add(Duration.between(now, due).toSeconds());
      now = due;
      certificates.renewDue();
      workAll();
    }
    assertThat(pauses.getFirst()).isEqualTo(1);
    assertThat(pauses).isSorted().last().satisfies(s -> assertThat(s).isBetween(60L, 72L));
    certificates.want("shop.bad", wish("better"));
    workAll();
    assertThat(certificates.failure("shop.bad")).isEmpty();
    assertThat(certificates.of("shop.bad")).isPresent();
  }

  @Test
  void withoutAnAuthorityAProxyKeepsWhatItHas() {
    certificates.want("shop.web-1", wish("web"));
    workAll();
    certificates.cannot("shop.web-1", "The Secret is gone");
    assertThat(news).endsWith("The Secret is gone");
    assertThat(certificates.failure("shop.web-1")).contains("The Secret is gone");
    assertThat(certificates.of("shop.web-1")).isPresent();
    assertThat(certificates.nextDue()).isEmpty();
    certificates.want("shop.web-1", wish("web"));
    workAll();
    assertThat(certificates.failure("shop.web-1")).isEmpty();
    assertThat(certificates.nextDue()).isPresent();
  }

  @Test
  void aVeryShortLifeDoesNotMakeALoop() {
    certificates.want(
        "shop.web-1",
        new CertificateWish("ca-1", List.of(), order(AUTHORITY, "web", Duration.ofMillis(1))));
    workAll();
    assertThat(certificates.nextDue()).contains(START.plusSeconds(1));
  }

  @Test
  void nothingOfAKeyIsPrinted() {
    certificates.want("shop.web-1", wish("web"));
    workAll();
    IssuedCertificate issued = certificates.of("shop.web-1").orElseThrow();
    assertThat(issued.identity().keyPem()).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(issued + " " + wish("web"))
        .doesNotContain("BEGIN", "PRIVATE", "modulus", "sun.security");
    assertThat(SecretResources.identity("identity_cert:secret:shop", issued.identity()).toString())
        .matches("SECRET identity_cert:secret:shop@[0-9a-f]{32}");
  }

  /** A thousand take 2 s of a core; with RSA keys they took 75. */
  @Test
  void manyAtOnceAreServedSoon() throws Exception {
    int count = 200;
    var done = new CountDownLatch(count);
    try (var workers = Executors.newFixedThreadPool(2)) {
      var many =
          new IssuedCertificates(
              () -> now,
              new Random(1),
              issuer::issue,
              workers,
              new IssuedCertificates.Listener() {
                @Override
                public void issued(String proxy, IssuedCertificate certificate) {
                  done.countDown();
                }

                @Override
                public void failed(String proxy, String reason, String sentence) {}

                @Override
                public void dueChanged() {}
              });
      for (int i = 0; i < count; i++) {
        many.want("shop.web-" + i, wish("web"));
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(many.proxies()).hasSize(count);
    }
  }

  private List<String> names(String proxy) throws Exception {
    return certificates
        .of(proxy)
        .orElseThrow()
        .identity()
        .certificate()
        .getSubjectAlternativeNames()
        .stream()
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }

  private void workAll() {
    while (!work.isEmpty()) {
      work.remove().run();
    }
  }

  private static CertificateWish wish(String service) {
    return new CertificateWish("ca-1", List.of("ca-1", "ca-2"), order(AUTHORITY, service, DAY));
  }

  private static Order order(SigningAuthority authority, String service, Duration lifetime) {
    return new Order(authority, List.of("spiffe://shop/" + service), lifetime, WorkloadKeys.P256);
  }

  private static SigningAuthority authority(Duration lifetime) {
    CertificateAuthority made = AUTHORITIES.forMesh("shop", KEY, lifetime);
    return SigningAuthority.ofPem(made.certificatePem(), made.keyPem());
  }
}
