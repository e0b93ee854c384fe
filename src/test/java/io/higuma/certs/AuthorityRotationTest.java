package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.higuma.certs.SecretStore.StoredSecret;
import io.higuma.metadata.Annotations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an authority comes and goes, over the years, with pods that trust one or the other. */
class AuthorityRotationTest {
  private static final Duration OVERLAP = Duration.ofMinutes(10);
  private static final ServingNames NAMES =
      ServingNames.of("kuma-control-plane", "kuma-system", List.of("127.0.0.1"));

  private final MemorySecrets secrets = new MemorySecrets();
  private final Map<List<String>, Integer> pods = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private Optional<CarriedAuthorities> known = Optional.empty();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final SecretCertificates replica = replica();

  @Test
  void askedForItChangesInStepsThatEverybodyBelieves() {
    // Given
    ServingPair before = look();
    X509Certificate old = authority();
    long carrier = podOf(before);
    // When
    ask();
    ServingPair published = look();
    // Then
    X509Certificate fresh = authority();
    assertThat(fresh).isNotEqualTo(old);
    assertThat(published.trust()).containsExactly(fresh, old);
    assertThat(published.chain()).isEqualTo(before.chain());
    assertThat(secrets.read("kuma-tls-cert").orElseThrow().annotations()).isEmpty();
    assertThat(events).last().asString().contains("CertificateAuthorityMade", "signed by");
    // When
    pass(OVERLAP.minusSeconds(1));
    assertThat(look()).isEqualTo(published);
    pass(Duration.ofSeconds(1));
    ServingPair issued = look();
    // Then
    assertThat(issued.chain()).hasSize(2);
    assertThat(issued.trust()).containsExactly(fresh, old);
    assertThat(believes(old, issued)).isTrue();
    assertThat(believes(fresh, issued)).isTrue();
    // When
    podOf(published);
    pass(Duration.ofDays(100));
    // Then
    assertThat(look()).as("a pod knows the old one alone").isEqualTo(issued);
    // When
    gone(carrier);
    ServingPair lean = look();
    // Then
    assertThat(lean.trust()).containsExactly(fresh);
    assertThat(lean.chain()).containsExactly(issued.leaf());
    assertThat(events).last().asString().contains("CertificateAuthorityRetired");
    assertThat(look()).isEqualTo(lean);
  }

  @Test
  void aPlannedSuccessorComesTwoYearsBeforeTheEnd() {
    // Given
    look();
    X509Certificate old = authority();
    Instant due = CertificateFacts.end(old).minus(CaPlanner.AUTHORITY_MARGIN);
    // When
    while (now.isBefore(due)) {
      look();
      assertThat(authority()).isEqualTo(old);
      pass(Duration.ofDays(30));
    }
    ServingPair published = look();
    // Then
    assertThat(published.trust()).containsExactly(authority(), old);
    assertThat(believes(old, published)).isTrue();
  }

  @Test
  void nobodyIsLostInAHundredYears() {
    // Given
    var carried = new LinkedHashSet<List<X509Certificate>>();
    var authorities = new HashSet<X509Certificate>();
    // When
    for (int month = 0; month < 1200; month++) {
      ServingPair served = look();
      podOf(served);
      carried.add(served.trust());
      authorities.add(authority());
      // Then
      for (List<X509Certificate> each : carried) {
        if (CertificateFacts.validAt(each.getFirst(), now)) {
          assertThat(each).anyMatch(trusted -> believes(trusted, served));
        }
      }
      pass(Duration.ofDays(30));
    }
    assertThat(authorities).hasSizeBetween(12, 14);
  }

  @Test
  void whoKnowsTheFirstOfThreeBelievesTheThird() {
    // Given
    podOf(look());
    X509Certificate first = authority();
    // When
    rotate();
    X509Certificate second = authority();
    ServingPair third = rotate();
    // Then
    assertThat(third.chain()).hasSize(3);
    assertThat(third.trust()).containsExactly(authority(), second, first);
    assertThat(believes(first, third)).isTrue();
    assertThat(believes(second, third)).isTrue();
    assertThat(believes(authority(), third)).isTrue();
  }

  @Test
  void aServerCertificateThatIsItsOwnAuthoritySignsOurs() {
    // Given
    ServingPair kumas = Foreign.selfSigned(now, NAMES.required());
    store(kumas);
    podOf(kumas);
    assertThat(look()).isEqualTo(kumas);
    // When
    now = CertificateFacts.end(kumas.leaf()).minus(Duration.ofDays(90));
    ServingPair published = look();
    pass(OVERLAP);
    ServingPair issued = look();
    // Then
    assertThat(published.chain()).isEqualTo(kumas.chain());
    assertThat(published.trust()).containsExactly(authority(), kumas.leaf());
    assertThat(issued.leaf()).isNotEqualTo(kumas.leaf());
    assertThat(believes(kumas.leaf(), issued)).isTrue();
    // When
    pass(Duration.ofDays(91));
    // Then
    assertThat(look().chain()).as("the signature of what has ended").hasSize(1);
    assertThat(look().trust()).containsExactly(authority());
  }

  @Test
  void anAuthorityWhoseKeyIsNotOursStaysUntilItsPodsAreGone() {
    // Given
    ServingPair charts = Foreign.authority(now).serving(NAMES.required());
    store(charts);
    long carrier = podOf(charts);
    now = CertificateFacts.end(charts.leaf()).minus(Duration.ofDays(90));
    // When
    ServingPair published = look();
    podOf(published);
    pass(Duration.ofDays(80));
    // Then
    assertThat(events).last().asString().contains("CertificateAuthorityUnsigned");
    assertThat(look()).isEqualTo(published);
    assertThat(published.chain()).isEqualTo(charts.chain());
    // When
    gone(carrier);
    // Then
    assertThat(believes(authority(), look())).isTrue();
  }

  @Test
  void anAuthorityWhoseKeyIsNotOursGoesAWeekBeforeItsEnd() {
    // Given
    ServingPair charts = Foreign.authority(now).serving(NAMES.required());
    store(charts);
    podOf(charts);
    Instant last = CertificateFacts.end(charts.leaf()).minus(Duration.ofDays(7));
    now = last.minus(Duration.ofDays(1));
    // Then
    assertThat(look().chain()).isEqualTo(charts.chain());
    // When
    now = last;
    // Then
    assertThat(believes(authority(), look())).isTrue();
  }

  @Test
  void anAuthorityOfAnotherIsLeftAloneBesideOurs() {
    // Given
    look();
    ServingPair charts = Foreign.authority(now).serving(NAMES.required());
    // When
    store(charts);
    // Then
    assertThat(look()).isEqualTo(charts);
    // When
    ask();
    // Then
    assertThat(look().trust()).containsExactly(authority(), charts.trust().getFirst());
  }

  @Test
  void aLostAuthorityGetsASuccessorThatIsPublishedForAsLongAsItCanBe() {
    // Given
    ServingPair before = look();
    X509Certificate old = authority();
    long carrier = podOf(before);
    // When
    secrets.delete("higuma-ca");
    ServingPair published = look();
    // Then
    assertThat(published.chain()).isEqualTo(before.chain());
    assertThat(published.trust()).containsExactly(authority(), old);
    assertThat(events).last().asString().contains("CertificateAuthorityUnsigned");
    pass(Duration.ofDays(200));
    assertThat(look()).isEqualTo(published);
    gone(carrier);
    assertThat(believes(authority(), look())).isTrue();
  }

  @Test
  void aDeletedServingSecretDuringAChangeLosesNobody() {
    // Given
    podOf(look());
    X509Certificate old = authority();
    ask();
    look();
    // When
    secrets.delete("kuma-tls-cert");
    ServingPair healed = look();
    // Then
    assertThat(healed.trust()).containsExactly(authority(), old);
    assertThat(believes(old, healed)).isTrue();
    // When
    pass(Duration.ofDays(1));
    // Then
    assertThat(look()).isEqualTo(healed);
  }

  @Test
  void nothingGoesWhileItIsNotKnownWhatPodsCarry() {
    // Given
    look();
    ask();
    look();
    pass(OVERLAP);
    ServingPair issued = look();
    known = Optional.empty();
    // When
    pass(Duration.ofDays(10));
    // Then
    assertThat(look()).isEqualTo(issued);
  }

  @ParameterizedTest
  @CsvSource({
    "kuma-tls-cert, tls.crt, garbage",
    "kuma-tls-cert, tls.crt, ''",
    "kuma-tls-cert, tls.key, garbage",
    "kuma-tls-cert, tls.key, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'",
    "kuma-tls-cert, tls.key, '-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----'",
    "kuma-tls-cert, tls.key, '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----'",
    "kuma-tls-cert, tls.key, ANOTHER",
    "kuma-tls-cert, ca.crt, garbage",
    "kuma-tls-cert, ca.crt, '-----BEGIN CERTIFICATE-----\nAAA=A=\n-----END CERTIFICATE-----'",
    "kuma-tls-cert, ca.crt, ANOTHER",
    "kuma-tls-cert, type, Opaque",
    "higuma-ca, ca.crt, garbage",
    "higuma-ca, ca.key, garbage",
    "higuma-ca, ca.key, ANOTHER",
    "higuma-ca, cross.crt, garbage",
    "higuma-ca, former.crt, garbage",
    "higuma-ca, type, kubernetes.io/tls",
  })
  void whateverIsBrokenHealsAndPodsThatHadTheAuthorityGoOn(String name, String key, String value) {
    // Given
    podOf(look());
    X509Certificate old = authority();
    StoredSecret good = secrets.read(name).orElseThrow();
    var data = new HashMap<>(good.data());
    // When
    if (!key.equals("type")) {
      data.put(key, value.equals("ANOTHER") ? another(key) : value);
    }
    secrets.put(name, key.equals("type") ? value : good.type(), data, Set.of());
    ServingPair healed = look();
    // Then
    assertThat(believes(old, healed)).isTrue();
    assertThat(healed.trust()).contains(old);
    // When
    ServingPair rotated = rotate();
    // Then
    assertThat(believes(authority(), rotated) || believes(old, rotated)).isTrue();
    assertThat(look()).isEqualTo(rotated);
  }

  @Test
  void anExpiredCertificateAndAuthorityAreMadeAnew() {
    // Given
    look();
    now = now.plus(Duration.ofDays(4000));
    // When
    ServingPair healed = look();
    // Then
    assertThat(believes(authority(), healed)).isTrue();
    assertThat(healed.trust()).containsExactly(authority());
  }

  @Test
  void replicasThatRaceAtEachStepAgree() {
    // Given
    ServingPair first = look();
    podOf(first);
    SecretCertificates other = replica();
    // When
    ask();
    secrets.beforeNextWrite = other::current;
    ServingPair published = look();
    // Then
    assertThat(other.current().pair()).isEqualTo(published);
    assertThat(published.trust()).hasSize(2);
    // When
    pass(OVERLAP);
    secrets.beforeNextWrite = other::current;
    ServingPair issued = look();
    // Then
    assertThat(other.current().pair()).isEqualTo(issued);
    assertThat(issued.chain()).hasSize(2);
    // When
    secrets.delete("kuma-tls-cert");
    secrets.delete("higuma-ca");
    secrets.beforeNextWrite = other::current;
    // Then
    assertThat(look()).isEqualTo(other.current().pair());
  }

  @Test
  void aClockThatIsSetChangesNothingWithinTheLivesOfCertificates() {
    // Given
    look();
    ask();
    look();
    pass(OVERLAP);
    podOf(look());
    int writes = secrets.writes;
    // When
    for (long hours : new long[] {1, -1, 48, -48, 2000, -2000}) {
      pass(Duration.ofHours(hours));
      assertThatCode(this::look).doesNotThrowAnyException();
    }
    // Then
    assertThat(secrets.writes - writes).as("the former authority goes, once").isEqualTo(1);
  }

  /** The library that most of the world verifies by, and the base of Envoy's. */
  @Test
  void opensslBelievesIt(@TempDir Path folder) throws Exception {
    assumeTrue(isInstalled("openssl"));
    // Given
    look();
    X509Certificate first = authority();
    rotate();
    podOf(look());
    ServingPair third = rotate();
    ServingPair kumas = Foreign.selfSigned(now, NAMES.required());
    OwnAuthority ours =
        new OwnAuthority(
            new CertificateAuthority(authority(), third.key()),
            List.of(
                issuer()
                    .crossSign(authority(), new CertificateAuthority(kumas.leaf(), kumas.key()))),
            List.of());
    // Then
    assertThat(openssl(folder, authority(), third.chain())).contains("leaf.pem: OK");
    assertThat(openssl(folder, third.trust().getLast(), third.chain())).contains("leaf.pem: OK");
    assertThat(
            openssl(
                folder, kumas.leaf(), List.of(third.leaf(), ours.crossCertificates().getFirst())))
        .contains("leaf.pem: OK");
    assertThat(openssl(folder, first, List.of(third.leaf()))).doesNotContain("leaf.pem: OK");
  }

  private static boolean isInstalled(String program) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String openssl(Path folder, X509Certificate trusted, List<X509Certificate> chain)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("ca.pem"), Pem.write(List.of(trusted)));
    Files.writeString(folder.resolve("leaf.pem"), Pem.write(chain));
    Process verify =
        new ProcessBuilder(
                "openssl",
                "verify",
                "-purpose",
                "sslserver",
                "-CAfile",
                "ca.pem",
                "-untrusted",
                "leaf.pem",
                "leaf.pem")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    verify.waitFor();
    return output;
  }

  private ServingPair look() {
    return replica.current().pair();
  }

  private ServingPair rotate() {
    ask();
    look();
    pass(OVERLAP);
    return look();
  }

  private void ask() {
    secrets.annotate("kuma-tls-cert", Annotations.ROTATE_AUTHORITY.name());
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private X509Certificate authority() {
    return secrets
        .read("higuma-ca")
        .flatMap(CertificateSecrets::authority)
        .orElseThrow()
        .certificate();
  }

  private void store(ServingPair pair) {
    secrets.put("kuma-tls-cert", "kubernetes.io/tls", CertificateSecrets.data(pair), Set.of());
    known = Optional.of(new CarriedAuthorities(pods));
  }

  /** A pod is made now. */
  private long podOf(ServingPair pair) {
    List<String> carried = AuthorityFingerprints.ofPem(pair.trustPem());
    pods.put(carried, 1);
    known = Optional.of(new CarriedAuthorities(pods));
    return carried.hashCode();
  }

  private void gone(long carrier) {
    pods.keySet().removeIf(carried -> carried.hashCode() == carrier);
    known = Optional.of(new CarriedAuthorities(pods));
  }

  private String another(String key) {
    LeafIssuer issuer = issuer();
    return key.endsWith(".key")
        ? Pem.write(issuer.newAuthority().key())
        : issuer.newAuthority().certificatePem();
  }

  private LeafIssuer issuer() {
    return new LeafIssuer(() -> now, new SecureRandom());
  }

  private SecretCertificates replica() {
    return new SecretCertificates(
        secrets,
        NAMES,
        OVERLAP,
        () -> known,
        (type, reason, message) -> events.add(type + " " + reason + ": " + message),
        this::issuer,
        () -> now);
  }

  /** Whether a client that trusts this one alone does, by the JDK's own rules. */
  private boolean believes(X509Certificate trusted, ServingPair pair) {
    try {
      var leaf = new X509CertSelector();
      leaf.setCertificate(pair.leaf());
      var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(trusted, null)), leaf);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(pair.chain())));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return trusted.equals(pair.leaf());
    }
  }
}
