package io.higuma.certs;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

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

  PublicKey publicKey() {
    return certificate.getPublicKey();
  }

  @Override
  public String toString() {
    return "CertificateAuthority[" + certificate.getSubjectX500Principal() + "]";
  }
}
