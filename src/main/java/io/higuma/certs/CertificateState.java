package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept in the cluster at this time. Either part is absent if there is none or it cannot be
 * read.
 */
public record CertificateState(
    Optional<ServingPair> serving, Optional<CertificateAuthority> authority) {
  /** All authorities that clients may trust by now. */
  List<X509Certificate> trusted() {
    var trusted = new ArrayList<X509Certificate>();
    serving.ifPresent(pair -> trusted.addAll(pair.trust()));
    authority.map(CertificateAuthority::certificate).ifPresent(trusted::add);
    return trusted.stream().distinct().toList();
  }
}
