package io.higuma.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether a certificate and a key that somebody brings can be the authority of a mesh. */
public final class AuthorityPair {
  private static final int KEY_AGREEMENT = 4;
  private static final int KEY_CERT_SIGN = 5;

  private AuthorityPair() {}

  /** What was found out about a pair. Nothing of the key is in it. */
  public sealed interface Finding {
    /**
     * It can sign.
     *
     * @param until when the first certificate of the chain ends
     */
    record Usable(Instant until) implements Finding {}

    /**
     * It can't, and nobody could use it at any time.
     *
     * @param certificate what is wrong with the certificates; sentences without a subject
     * @param key what is wrong with the key
     */
    record Unusable(List<String> certificate, List<String> key) implements Finding {
      public Unusable {
        certificate = List.copyOf(certificate);
        key = List.copyOf(key);
      }
    }

    /** It can't at this time. */
    record OutOfTime(Instant from, Instant until) implements Finding {}
  }

  /**
   * Looks at a pair.
   *
   * @param certificatePem the authority's certificate first, then those above it
   */
  public static Finding examine(String certificatePem, String keyPem, Instant now) {
    var ofCertificate = new ArrayList<String>();
    var ofKey = new ArrayList<String>();
    List<X509Certificate> chain = chain(certificatePem, ofCertificate);
    List<PrivateKey> key = key(keyPem, ofKey);
    for (X509Certificate certificate : chain) {
      ofCertificate.addAll(defects(certificate));
    }
    if (!chain.isEmpty()
        && !key.isEmpty()
        && !CertificateFacts.pair(chain.getFirst(), key.getFirst())) {
      String mismatch = "certificate and key don't belong together";
      ofCertificate.add(mismatch);
      ofKey.add(mismatch);
    }
    if (!ofCertificate.isEmpty() || !ofKey.isEmpty()) {
      return new Finding.Unusable(
          ofCertificate.stream().distinct().toList(), ofKey.stream().distinct().toList());
    }
    X509Certificate first = chain.getFirst();
    return CertificateFacts.validAt(first, now)
        ? new Finding.Usable(CertificateFacts.end(first))
        : new Finding.OutOfTime(CertificateFacts.begin(first), CertificateFacts.end(first));
  }

  private static List<X509Certificate> chain(String pem, List<String> defects) {
    try {
      return Pem.certificates(pem);
    } catch (IllegalArgumentException e) {
      defects.add("is no PEM of certificates: " + e.getMessage());
      return List.of();
    }
  }

  private static List<PrivateKey> key(String pem, List<String> defects) {
    try {
      return List.of(Pem.key(pem));
    } catch (IllegalArgumentException e) {
      // Not the message: who knows what a parser quotes.
      defects.add("is no PEM of a private key without a password");
      return List.of();
    }
  }

  private static List<String> defects(X509Certificate certificate) {
    var defects = new ArrayList<String>();
    if (certificate.getBasicConstraints() < 0) {
      defects.add("the basic constraint CA must be true");
    }
    boolean[] usage = certificate.getKeyUsage();
    if (usage == null || !usage[KEY_CERT_SIGN]) {
      defects.add("the key usage keyCertSign must be set");
    }
    if (usage != null && usage[KEY_AGREEMENT]) {
      defects.add("the key usage keyAgreement must not be set");
    }
    return defects;
  }
}
