package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.higuma.certs.WorkloadIssuer.Identity;
import io.higuma.certs.WorkloadIssuer.Order;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates of data planes, as others verify them. */
class WorkloadIssuerTest {
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final MeshAuthorityIssuer AUTHORITIES = new MeshAuthorityIssuer(() -> NOW, RANDOM);
  private static final CertificateAuthority ROOT = authority("shop");

  private final WorkloadIssuer issuer = new WorkloadIssuer(() -> NOW, RANDOM);

  @ParameterizedTest
  @EnumSource(WorkloadKeys.class)
  void itVerifiesUpToTheRoot(WorkloadKeys keys) throws Exception {
    SigningAuthority authority = SigningAuthority.ofPem(ROOT.certificatePem(), ROOT.keyPem());
    Identity made = issuer.issue(order(authority, Duration.ofHours(1), keys));
    assertThat(made.chain()).hasSize(1);
    verify(made, authority);
    assertThat(made.certificate().getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://shop/web"));
    assertThat(CertificateFacts.pair(made.certificate(), made.key())).isTrue();
    assertThat(Pem.key(made.keyPem())).isEqualTo(made.key());
  }

  @Test
  void ofTheUsualKeyNothingIsSaidThatItCannotDo() {
    SigningAuthority authority = SigningAuthority.ofPem(ROOT.certificatePem(), ROOT.keyPem());
    X509Certificate made =
        issuer.issue(order(authority, Duration.ofHours(1), WorkloadKeys.P256)).certificate();
    assertThat(made.getPublicKey()).isInstanceOf(ECPublicKey.class);
    assertThat(made.getKeyUsage())
        .containsExactly(true, false, false, false, true, false, false, false, false);
    assertThat(made.getSigAlgName()).isEqualTo("SHA256withRSA");
  }

  @Test
  void whatIsBetweenItAndItsRootComesWithIt() throws Exception {
    CertificateAuthority upper = intermediate(ROOT, "upper");
    CertificateAuthority lower = intermediate(upper, "lower");
    SigningAuthority authority =
        SigningAuthority.ofPem(
            lower.certificatePem() + upper.certificatePem() + ROOT.certificatePem(),
            Pem.write(lower.key()));
    assertThat(authority.roots()).containsExactly(ROOT.certificate());
    Identity made = issuer.issue(order(authority, Duration.ofHours(1), WorkloadKeys.P256));
    assertThat(made.chain())
        .hasSize(3)
        .endsWith(lower.certificate(), upper.certificate())
        .doesNotContain(ROOT.certificate());
    assertThat(Pem.certificates(made.chainPem())).isEqualTo(made.chain());
    verify(made, authority);
  }

  @Test
  void withoutARootTheLastIsBelieved() throws Exception {
    CertificateAuthority upper = intermediate(ROOT, "upper");
    CertificateAuthority lower = intermediate(upper, "lower");
    SigningAuthority two =
        SigningAuthority.ofPem(
            lower.certificatePem() + upper.certificatePem(), Pem.write(lower.key()));
    assertThat(two.roots()).containsExactly(upper.certificate());
    verify(issuer.issue(order(two, Duration.ofHours(1), WorkloadKeys.P256)), two);
    SigningAuthority one = SigningAuthority.ofPem(lower.certificatePem(), Pem.write(lower.key()));
    assertThat(one.roots()).containsExactly(lower.certificate());
    assertThat(one.chain()).isEmpty();
  }

  @Test
  void anotherRootIsBelievedDuringAChange() throws Exception {
    CertificateAuthority former = authority("former");
    SigningAuthority authority =
        SigningAuthority.ofPem(ROOT.certificatePem() + former.certificatePem(), ROOT.keyPem());
    SigningAuthority before = SigningAuthority.ofPem(former.certificatePem(), former.keyPem());
    assertThat(authority.chain()).isEmpty();
    verify(issuer.issue(order(authority, Duration.ofHours(1), WorkloadKeys.P256)), authority);
    verify(issuer.issue(order(before, Duration.ofHours(1), WorkloadKeys.P256)), authority);
    assertThat(authority.rootsPem()).isEqualTo(ROOT.certificatePem() + former.certificatePem());
  }

  @Test
  void anotherAuthoritysIsNotBelieved() {
    CertificateAuthority other = authority("other");
    SigningAuthority authority = SigningAuthority.ofPem(ROOT.certificatePem(), ROOT.keyPem());
    Identity foreign =
        issuer.issue(
            order(
                SigningAuthority.ofPem(other.certificatePem(), other.keyPem()),
                Duration.ofHours(1),
                WorkloadKeys.P256));
    assertThatThrownBy(() -> verify(foreign, authority))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void itDoesNotOutliveItsAuthority() {
    SigningAuthority authority = SigningAuthority.ofPem(ROOT.certificatePem(), ROOT.keyPem());
    assertThat(issuer.issue(order(authority, YEAR.multipliedBy(2), WorkloadKeys.P256)).until())
        .isEqualTo(NOW.plus(YEAR));
    var late = new WorkloadIssuer(() -> NOW.plus(YEAR), RANDOM);
    assertThatThrownBy(() -> late.issue(order(authority, YEAR, WorkloadKeys.P256)))
        .isInstanceOf(CannotSignException.class)
        .hasMessage(
            "its certificate is valid from 2026-05-01T07:59:50Z to 2027-05-01T08:00:00Z only");
  }

  @Test
  void aKeyThatIsTooSmallIsAReason() {
    CertificateAuthority small = AUTHORITIES.forMesh("shop", AUTHORITIES.newKeyPem(512), YEAR);
    SigningAuthority authority =
        new SigningAuthority(
            new CertificateAuthority(ROOT.certificate(), new UnknownKey()),
            List.of(),
            List.of(small.certificate()));
    assertThatThrownBy(() -> issuer.issue(order(authority, YEAR, WorkloadKeys.P256)))
        .isInstanceOf(CannotSignException.class)
        .hasMessage("its Ed448 key can't sign, or is too small");
  }

  @ParameterizedTest
  @CsvSource({
    "'', P256",
    "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256, P256",
    "ECDHE-RSA-AES256-GCM-SHA384, RSA_2048"
  })
  void aMeshWhoseCiphersNeedRsaGetsIt(String ciphers, WorkloadKeys keys) {
    assertThat(
            WorkloadKeys.forCiphers(
                Stream.of(ciphers.split(" ")).filter(c -> !c.isEmpty()).toList()))
        .isEqualTo(keys);
  }

  /** Of an algorithm that no certificate here is signed by. */
  private static final class UnknownKey implements java.security.PrivateKey {
    private static final long serialVersionUID = 1;

    @Override
    public String getAlgorithm() {
      return "Ed448";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }

  private static void verify(Identity identity, SigningAuthority authority) throws Exception {
    var anchors =
        authority.roots().stream()
            .map(anchor -> new TrustAnchor(anchor, null))
            .collect(Collectors.toSet());
    var parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(NOW));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(identity.chain()), parameters);
  }

  private static Order order(SigningAuthority authority, Duration lifetime, WorkloadKeys keys) {
    return new Order(authority, List.of("spiffe://shop/web"), lifetime, keys);
  }

  private static CertificateAuthority authority(String name) {
    return AUTHORITIES.forMesh(name, AUTHORITIES.newKeyPem(2048), YEAR);
  }

  private static CertificateAuthority intermediate(CertificateAuthority above, String name)
      throws Exception {
    KeyPair keys = WorkloadKeys.P256.next(RANDOM);
    var builder =
        new JcaX509v3CertificateBuilder(
                above.certificate().getSubjectX500Principal(),
                java.math.BigInteger.valueOf(name.hashCode()).abs(),
                Date.from(NOW.minusSeconds(10)),
                Date.from(NOW.plus(YEAR)),
                new javax.security.auth.x500.X500Principal("CN=" + name),
                keys.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return new CertificateAuthority(above.sign(builder, RANDOM), keys.getPrivate());
  }
}
