package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Our authority, and how those who know only one before it come to believe it. The text form never
 * shows the key.
 *
 * @param crossCertificates each says of an authority, signed by the one before it, that it is one:
 *     first of this authority, then of the one that signed that; empty if the one before could not
 *     sign
 * @param former the authorities that clients trusted when this one was made
 */
record OwnAuthority(
    CertificateAuthority authority,
    List<X509Certificate> crossCertificates,
    List<X509Certificate> former) {
  OwnAuthority {
    crossCertificates = List.copyOf(crossCertificates);
    former = List.copyOf(former);
  }

  X509Certificate certificate() {
    return authority.certificate();
  }

  /** Whether somebody who trusts one of these alone believes what this authority signs. */
  boolean isCrossSignedBy(List<X509Certificate> trusted, Instant now) {
    return !path(trusted, now).isEmpty();
  }

  /**
   * What a server shows behind its certificate.
   *
   * @param trusted those by whom it shall be believed
   * @return the cross certificates, down to the last that one of them has signed
   */
  List<X509Certificate> path(List<X509Certificate> trusted, Instant now) {
    var path = new ArrayList<X509Certificate>();
    int needed = 0;
    for (X509Certificate cross : crossCertificates) {
      if (!CertificateFacts.validAt(cross, now)) {
        break;
      }
      path.add(cross);
      boolean isLast =
          trusted.stream()
              .anyMatch(anchor ->
                  CertificateFacts.validAt(anchor, now)
                      && CertificateFacts.signedBy(cross, anchor));
      needed = isLast ? path.size() : needed;
    }
    return List.copyOf(path.subList(0, needed));
  }

  /**
   * The authorities that clients are to trust: this one, and those of the others that are valid,
   * newest first.
   */
  List<X509Certificate> trust(List<X509Certificate> others, Instant now) {
    Set<X509Certificate> trust = new LinkedHashSet<>();
    trust.add(certificate());
    others.stream().filter(other -> CertificateFacts.validAt(other, now)).forEach(trust::add);
    return List.copyOf(trust);
  }

  @Override
  public String toString() {
    return "OwnAuthority[%s, %d cross certificates]".formatted(authority, crossCertificates.size());
  }
}
