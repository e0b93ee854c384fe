package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known at this time.
 *
 * @param serving what clients see; absent if there is none or it cannot be read
 * @param authority ours; absent alike
 * @param request whether somebody wants another authority
 * @param carried what pods trust; absent while it is not known
 * @param since when what clients see was seen here first; it may be older
 */
record CertificateState(
    Optional<ServingPair> serving,
    Optional<OwnAuthority> authority,
    Request request,
    Optional<CarriedAuthorities> carried,
    Instant since) {
  /** What somebody has asked for. */
  enum Request {
    NONE,
    ANOTHER_AUTHORITY
  }

  boolean isAskedForAnother() {
    return request == Request.ANOTHER_AUTHORITY;
  }

  /** All authorities that clients may trust by now. */
  List<X509Certificate> trusted() {
    var trusted = new ArrayList<X509Certificate>();
    serving.ifPresent(pair -> trusted.addAll(pair.trust()));
    authority.ifPresent(ours -> {
      trusted.add(ours.certificate());
      trusted.addAll(ours.former());
    });
    return trusted.stream().distinct().toList();
  }
}
