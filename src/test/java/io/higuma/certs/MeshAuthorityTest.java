package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.higuma.certs.AuthorityPair.Finding;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

/** The authorities of meshes: those that are made, and those that users bring. */
class MeshAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);

  private final MeshAuthorityIssuer issuer = new MeshAuthorityIssuer(() -> NOW, new SecureRandom());

  @Test
  void aMeshGetsTheCertificateThatDataPlanesExpect() throws Exception {
    String key = issuer.newKeyPem(2048);
    X509Certificate made = issuer.forMesh("shop", key, YEAR).certificate();
    made.verify(made.getPublicKey());
    X500Name subject = X500Name.getInstance(made.getSubjectX500Principal().getEncoded());
    assertThat(subject).hasToString("O=Kuma,OU=Mesh,CN=shop");
    assertThat(made.getIssuerX500Principal()).isEqualTo(made.getSubjectX500Principal());
    assertThat(made.getSubjectAlternativeNames()).containsExactly(List.of(6, "spiffe://shop"));
    assertThat(made.getSerialNumber()).isZero();
    assertThat(made.getNotBefore()).isEqualTo(NOW.minusSeconds(10));
    assertThat(made.getNotAfter()).isEqualTo(NOW.plus(YEAR));
    assertThat(made.getKeyUsage())
        .containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(made.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(made.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
    assertThat(made.getSigAlgName()).isEqualTo("SHA256withRSA");
    assertThat(((RSAPublicKey) made.getPublicKey()).getModulus().bitLength()).isEqualTo(2048);
  }

  @Test
  void keysAreOfTheFormThatKumaReads() {
    String key = issuer.newKeyPem(1024);
    assertThat(key)
        .startsWith("-----BEGIN RSA PRIVATE KEY-----\n")
        .endsWith("\n-----END RSA PRIVATE KEY-----\n");
    CertificateAuthority authority = issuer.forMesh("shop", key, YEAR);
    assertThat(authority.keyPem()).isEqualTo(key);
    assertThat(authority.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----\n");
    assertThat(authority.toString()).doesNotContain("PRIVATE", "BEGIN");
  }

  @Test
  void envoysAdminInterfaceHasAnAuthorityOfItsOwn() throws Exception {
    X509Certificate made = issuer.forEnvoyAdmin().certificate();
    made.verify(made.getPublicKey());
    assertThat(made.getBasicConstraints()).isPositive();
    assertThat(made.getSubjectAlternativeNames()).isNull();
    assertThat(made.getNotAfter()).isEqualTo(NOW.plus(MeshAuthorityIssuer.DEFAULT_LIFETIME));
  }

  @Test
  void dataPlanesGetCertificatesThatNameTheirServicesAndTags() throws Exception {
    CertificateAuthority authority = issuer.forMesh("shop", issuer.newKeyPem(2048), YEAR);
    var tags = new TreeMap<String, SortedSet<String>>();
    tags.put("version", new TreeSet<>(List.of("v2", "v1")));
    tags.put("kuma.io/service", new TreeSet<>(List.of("web_shop_svc_80", "admin_shop_svc_81")));
    WorkloadIssuer.Identity made =
        new WorkloadIssuer(() -> NOW, new SecureRandom())
            .issue(
                new WorkloadIssuer.Order(
                    SigningAuthority.ofPem(authority.certificatePem(), authority.keyPem()),
                    WorkloadNames.ofTags("shop", tags),
                    WorkloadIssuer.DEFAULT_LIFETIME,
                    WorkloadKeys.RSA_2048));
    X509Certificate certificate = made.certificate();
    certificate.verify(authority.certificate().getPublicKey());
    assertThat(CertificateFacts.pair(certificate, made.key())).isTrue();
    assertThat(certificate.getSubjectX500Principal().getName()).isEmpty();
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(authority.certificate().getSubjectX500Principal());
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly(
            "spiffe://shop/admin_shop_svc_81",
            "spiffe://shop/web_shop_svc_80",
            "kuma://kuma.io/service/admin_shop_svc_81",
            "kuma://kuma.io/service/web_shop_svc_80",
            "kuma://version/v1",
            "kuma://version/v2");
    assertThat(certificate.getNotBefore()).isEqualTo(NOW.minusSeconds(10));
    assertThat(certificate.getNotAfter()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    assertThat(certificate.getKeyUsage())
        .containsExactly(true, false, true, false, true, false, false, false, false);
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getSerialNumber()).isPositive();
    assertThat(certificate.getSerialNumber().bitLength()).isLessThanOrEqualTo(128);
    assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength())
        .isEqualTo(2048);
    assertThat(made.toString()).startsWith("Identity[serial ");
  }

  @Test
  void aBrokenKeyIsNotQuoted() {
    assertThatThrownBy(
            () -> issuer.forMesh("shop", "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n", YEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void aPairOfItsOwnIsUsable() {
    CertificateAuthority authority = issuer.forMesh("shop", issuer.newKeyPem(1024), YEAR);
    assertThat(examine(authority.certificatePem(), authority.keyPem(), NOW))
        .isEqualTo(new Finding.Usable(NOW.plus(YEAR)));
    assertThat(examine(authority.certificatePem(), authority.keyPem(), NOW.plus(YEAR)))
        .isEqualTo(new Finding.OutOfTime(NOW.minusSeconds(10), NOW.plus(YEAR)));
  }

  @Test
  void halvesOfTwoPairsAreNot() {
    CertificateAuthority authority = issuer.forMesh("shop", issuer.newKeyPem(1024), YEAR);
    var mismatch = List.of("certificate and key don't belong together");
    assertThat(examine(authority.certificatePem(), issuer.newKeyPem(1024), NOW))
        .isEqualTo(new Finding.Unusable(mismatch, mismatch));
  }

  @Test
  void aServersCertificateIsNoAuthority() {
    var ours = new LeafIssuer(() -> NOW, new SecureRandom());
    ServingPair server = ours.issue(ours.newAuthority(), List.of("shop.example"), List.of());
    assertThat(examine(server.chainPem(), server.keyPem(), NOW))
        .isEqualTo(
            new Finding.Unusable(
                List.of(
                    "the basic constraint CA must be true",
                    "the key usage keyCertSign must be set"),
                List.of()));
  }

  @Test
  void bothPartsAreLookedAt() {
    assertThat(examine("no certificate", "no key", NOW))
        .isEqualTo(
            new Finding.Unusable(
                List.of("is no PEM of certificates: no certificate"),
                List.of("is no PEM of a private key without a password")));
  }

  private static Finding examine(String certificate, String key, Instant now) {
    return AuthorityPair.examine(certificate, key, now);
  }
}
