package io.higuma.certs;

/** Certificates that somebody wants to trust. */
public final class TrustAnchors {
  private TrustAnchors() {}

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
