package io.higuma.certs;

/**
 * Certificates and keys of others, before Envoy gets them: it refuses all that comes with a bad
 * one.
 */
public final class TrustAnchors {
  private TrustAnchors() {}

  /** Whether this is PEM with certificates only, one at least. */
  public static boolean areCertificates(String pem) {
    try {
      return !Pem.certificates(pem).isEmpty();
    } catch (IllegalArgumentException e) {
      return false; // The caller says so, and where.
    }
  }

  /** Whether this is PEM with certificates only, and the key of the first of them. */
  public static boolean arePair(String certificates, String key) {
    try {
      return CertificateFacts.pair(Pem.certificates(certificates).getFirst(), Pem.key(key));
    } catch (IllegalArgumentException e) {
      return false; // The caller says so, and where.
    }
  }

  /**
   * Whether any of them may sign others: {@code basicConstraints} says so.
   *
   * @throws IllegalArgumentException if this is not PEM with certificates only, or holds none
   */
  public static boolean hasAuthority(String pem) {
    return Pem.certificates(pem).stream()
        .anyMatch(certificate -> certificate.getBasicConstraints() >= 0);
  }
}
