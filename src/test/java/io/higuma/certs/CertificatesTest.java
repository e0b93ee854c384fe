package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ServingNames NAMES =
      ServingNames.of("kuma-control-plane", "kuma-system", List.of("127.0.0.1", "localhost"));

  private final LeafIssuer issuer = issuerAt(NOW);
  private final CertificateAuthority authority = issuer.newAuthority();
  private final ServingPair serving = issuer.issue(authority, NAMES.all(), List.of());
  private final CaPlanner planner = new CaPlanner(NAMES, Duration.ofMinutes(10));

  @Test
  void leafIsAServerCertificateOfTheAuthority() throws Exception {
    // Then
    assertThat(serving.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(serving.leaf().getBasicConstraints()).isEqualTo(-1);
    assertThat(serving.leaf().getSubjectAlternativeNames())
        .extracting(name -> (Object) name.get(1))
        .containsExactly(
            "kuma-control-plane.kuma-system",
            "kuma-control-plane.kuma-system.svc",
            "127.0.0.1",
            "localhost",
            "kuma-control-plane.kuma-system.svc.cluster.local");
    assertThat(Duration.between(NOW, CertificateFacts.end(serving.leaf())))
        .isEqualTo(Duration.ofDays(365));
    serving.leaf().verify(authority.publicKey());
    assertThat(authority.certificate().getBasicConstraints())
        .as("it may sign the next authority")
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(Duration.between(NOW, CertificateFacts.end(authority.certificate())))
        .isEqualTo(Duration.ofDays(3650));
  }

  @Test
  void nothingThereMakesAnAuthority() {
    assertThat(planner.plan(state(null, null), NOW)).isInstanceOf(CaPlan.MakeAuthority.class);
    assertThat(planner.plan(state(null, authority), NOW)).isInstanceOf(CaPlan.IssueLeaf.class);
  }

  @Test
  void ourLeafIsKeptUntilAThirdIsLeft() {
    // Given
    CertificateState state = state(serving, authority);
    // When
    CaPlan plan = planner.plan(state, NOW);
    // Then
    assertThat(plan).isInstanceOf(CaPlan.Keep.class);
    Instant until = ((CaPlan.Keep) plan).until();
    assertThat(Duration.between(NOW, until)).isBetween(Duration.ofDays(243), Duration.ofDays(244));
    assertThat(planner.plan(state, until.minusSeconds(1))).isInstanceOf(CaPlan.Keep.class);
    assertThat(planner.plan(state, until)).isInstanceOf(CaPlan.IssueLeaf.class);
  }

  @Test
  void aForeignCertificateNeedsOnlyTheNamesThatAreUsed() {
    // Given
    ServingPair kumas = Foreign.authority(NOW).serving(NAMES.required());
    ServingPair narrow = Foreign.authority(NOW).serving(List.of("localhost"));
    // Then
    assertThat(planner.plan(state(kumas, null), NOW)).isInstanceOf(CaPlan.Keep.class);
    assertThat(planner.plan(state(narrow, null), NOW))
        .isEqualTo(
            new CaPlan.MakeAuthority(
                Optional.empty(),
                "it is not valid for kuma-control-plane.kuma-system,"
                    + " kuma-control-plane.kuma-system.svc, 127.0.0.1"));
  }

  @Test
  void aPairThatDoesNotBelongTogetherIsReplaced() {
    // Given
    ServingPair other = issuer.issue(authority, NAMES.all(), List.of());
    var mixed = new ServingPair(serving.chain(), other.key(), serving.trust());
    var untrusted =
        new ServingPair(
            serving.chain(), serving.key(), List.of(issuer.newAuthority().certificate()));
    // Then
    assertThat(planner.plan(state(mixed, authority), NOW)).isInstanceOf(CaPlan.IssueLeaf.class);
    assertThat(planner.plan(state(untrusted, authority), NOW)).isInstanceOf(CaPlan.IssueLeaf.class);
  }

  @Test
  void storedPairIsReadBackAndThenKept() {
    // Given
    var secrets = new MemorySecrets();
    var source = certificates(secrets);
    // When
    ServingPair first = source.current().pair();
    ServingPair second = source.current().pair();
    // Then
    assertThat(second).isEqualTo(first);
    assertThat(secrets.writes).isEqualTo(2);
    assertThat(secrets.read("kuma-tls-cert").orElseThrow().data())
        .containsOnlyKeys("tls.crt", "tls.key", "ca.crt");
    assertThat(secrets.read("higuma-ca").orElseThrow().data())
        .containsOnlyKeys("ca.crt", "ca.key", "cross.crt", "former.crt");
  }

  @Test
  void theReplicaThatLosesTakesTheWinnersCertificate() {
    // Given
    var secrets = new MemorySecrets();
    var winner = certificates(secrets);
    var loser = certificates(secrets);
    secrets.beforeNextWrite = winner::current;
    // When
    ServingPair served = loser.current().pair();
    // Then
    assertThat(served).isEqualTo(winner.current().pair());
    assertThat(secrets.writes).isEqualTo(2);
  }

  @Test
  void noTextFormShowsAKey() {
    String key = serving.keyPem().lines().skip(1).findFirst().orElseThrow();
    var secret = new SecretStore.StoredSecret("1", "x", CertificateSecrets.data(serving), Set.of());
    assertThat(serving.toString() + authority + secret + state(serving, authority))
        .doesNotContain(key)
        .doesNotContain("PRIVATE");
  }

  @Test
  void filesAreReadAgainAndCheckedAsAPair(@TempDir Path folder) throws Exception {
    // Given
    write(folder, serving);
    var files = new CertificateFiles(folder, InstantSource.fixed(NOW));
    // Then
    assertThat(files.current().pair()).isEqualTo(serving);
    // When
    ServingPair renewed = issuer.issue(authority, NAMES.all(), List.of());
    Files.writeString(folder.resolve("tls.crt"), renewed.chainPem());
    // Then
    assertThatThrownBy(files::current).hasMessageContaining("do not belong together");
    // When
    write(folder, renewed);
    // Then
    assertThat(files.current().pair()).isEqualTo(renewed);
  }

  @Test
  void aMountedSecretIsReadAsOfOneTime(@TempDir Path folder) throws Exception {
    // Given
    var volume = new MountedVolume(folder);
    volume.put(CertificateSecrets.data(serving));
    var files = new CertificateFiles(folder, InstantSource.fixed(NOW));
    assertThat(files.current().pair()).isEqualTo(serving);
    // When
    ServingPair other = issuer.issue(issuer.newAuthority(), NAMES.all(), List.of());
    volume.put(CertificateSecrets.data(other));
    // Then
    assertThat(files.current().pair()).isEqualTo(other);
    assertThat(files.current().nextCheck()).isEqualTo(NOW.plusSeconds(10));
  }

  @Test
  void keysOfHelmAndOpensslAreRead() throws Exception {
    // Given: PKCS #1, as Helm's genSignedCert writes it
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048, new SecureRandom());
    var keys = generator.generateKeyPair();
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(keys.getPrivate());
    }
    // Then
    assertThat(text.toString()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(Pem.key(text.toString())).isEqualTo(keys.getPrivate());
    assertThatThrownBy(() -> Pem.key("secret words"))
        .hasMessage("no private key without a password");
  }

  private static void write(Path folder, ServingPair pair) throws Exception {
    for (var file : CertificateSecrets.data(pair).entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static LeafIssuer issuerAt(Instant instant) {
    return new LeafIssuer(InstantSource.fixed(instant), new SecureRandom());
  }

  private SecretCertificates certificates(SecretStore secrets) {
    return new SecretCertificates(
        secrets,
        NAMES,
        Duration.ofMinutes(10),
        Optional::empty,
        (type, reason, message) -> {},
        () -> issuer,
        InstantSource.fixed(NOW));
  }

  private static CertificateState state(
      @Nullable ServingPair serving, @Nullable CertificateAuthority authority) {
    return new CertificateState(
        Optional.ofNullable(serving),
        Optional.ofNullable(authority).map(one -> new OwnAuthority(one, List.of(), List.of())),
        CertificateState.Request.NONE,
        Optional.empty(),
        NOW);
  }
}
