package io.higuma.certs;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates as others make them: RSA, for ten years. */
public final class Foreign {
  private static final Duration LIFETIME = Duration.ofDays(3650);

  private final Instant made;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private Foreign(Instant made, KeyPair keys, X509Certificate certificate) {
    this.made = made;
    this.keys = keys;
    this.certificate = certificate;
  }

  /** As of a chart, which keeps the serving pair and not the authority's key. */
  static Foreign authority(Instant made) {
    KeyPair keys = keys();
    return new Foreign(
        made,
        keys,
        certificate(made, "CN=mesh-ca", "CN=mesh-ca", keys.getPublic(), keys.getPrivate(), null));
  }

  /**
   * A server's certificate that is its own authority, as of a control plane outside of clusters.
   */
  public static ServingPair selfSigned(Instant made, List<String> hosts) {
    KeyPair keys = keys();
    X509Certificate own =
        certificate(made, "CN=server", "CN=server", keys.getPublic(), keys.getPrivate(), hosts);
    return new ServingPair(List.of(own), keys.getPrivate(), List.of(own));
  }

  ServingPair serving(List<String> hosts) {
    KeyPair leaf = keys();
    X509Certificate served =
        certificate(made, "CN=mesh-ca", "CN=server", leaf.getPublic(), keys.getPrivate(), hosts);
    return new ServingPair(List.of(served), leaf.getPrivate(), List.of(certificate));
  }

  private static X509Certificate certificate(
      Instant made,
      String issuer,
      String subject,
      PublicKey key,
      PrivateKey signer,
      @Nullable List<String> hosts) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal(issuer),
              new BigInteger(128, new SecureRandom()),
              Date.from(made.minus(Duration.ofMinutes(5))),
              Date.from(made.plus(LIFETIME)),
              new X500Principal(subject),
              key);
      builder.addExtension(
          Extension.basicConstraints, true, new BasicConstraints(issuer.equals(subject)));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              KeyUsage.keyEncipherment | KeyUsage.digitalSignature | KeyUsage.keyCertSign));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      if (hosts != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            true,
            new GeneralNames(hosts.stream().map(HostName::general).toArray(GeneralName[]::new)));
      }
      byte[] der =
          builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(signer)).getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
