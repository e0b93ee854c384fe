package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Certificates that somebody else keeps, as far as others ask about them; never a key. */
public final class PemCertificates {
  private final List<X509Certificate> certificates;

  private PemCertificates(List<X509Certificate> certificates) {
    this.certificates = certificates;
  }

  /**
   * Reads PEM.
   *
   * @throws IllegalArgumentException if this is not PEM with certificates only, or holds none
   */
  public static PemCertificates of(String pem) {
    return new PemCertificates(Pem.certificates(pem));
  }

  /** Until when the first, which is the one that is served, is valid. */
  public Instant firstEnd() {
    return CertificateFacts.end(certificates.getFirst());
  }

  /** Until when one of them at least is valid. */
  public Instant lastEnd() {
    return certificates.stream()
        .map(CertificateFacts::end)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Whether the first is not valid yet. */
  public boolean beginsAfter(Instant now) {
    return CertificateFacts.begin(certificates.getFirst()).isAfter(now);
  }

  /** Whether who has these as authorities believes one of the others, or has it itself. */
  public boolean vouchFor(PemCertificates others) {
    return certificates.stream()
        .anyMatch(authority ->
            others.certificates.stream()
                .anyMatch(other ->
                    other.equals(authority) || CertificateFacts.signedBy(other, authority)));
  }
}
