package io.higuma.certs;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that signs others, with its key. The text form never shows the key. */
public record CertificateAuthority(X509Certificate certificate, PrivateKey key) {
  /** Whether this authority signed that certificate. */
  boolean signed(X509Certificate other) {
    return CertificateFacts.signedBy(other, certificate);
  }

  /** The certificate as PEM. */
  public String certificatePem() {
    return Pem.write(List.of(certificate));
  }

  /** The key as PEM of the form PKCS #1. For Secrets only. */
  public String keyPem() {
    return Pem.writePkcs1(key);
  }

  /**
   * From what a Secret holds: the certificate, and its key.
   *
   * @throws IllegalArgumentException if it holds something else; the message has nothing of it
   */
  public static CertificateAuthority ofPem(String text) {
    return new CertificateAuthority(Pem.firstCertificate(text), Pem.key(text));
  }

  /** Signs with SHA-256, in the way of the key. */
  X509Certificate sign(X509v3CertificateBuilder certificate, SecureRandom random) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm(); // Ed25519 signs under its own name
        };
    try {
      var signer = new JcaContentSignerBuilder(algorithm).setSecureRandom(random).build(key);
      return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  PublicKey publicKey() {
    return certificate.getPublicKey();
  }

  @Override
  public String toString() {
    return "CertificateAuthority[" + certificate.getSubjectX500Principal() + "]";
  }
}
