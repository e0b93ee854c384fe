package io.higuma.certs;

import io.higuma.certs.SecretStore.StoredSecret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How certificates are laid out in Secrets. The serving pair keeps Kuma's name and layout; the
 * authority's key, which Kuma does not keep, has a Secret of its own that nothing but Higuma needs
 * to read.
 */
public final class CertificateSecrets {
  public static final String SERVING = "kuma-tls-cert";
  public static final String SERVING_TYPE = "kubernetes.io/tls";
  public static final String AUTHORITY = "higuma-ca";
  public static final String AUTHORITY_TYPE = "Opaque";

  static final String CHAIN = "tls.crt";
  static final String KEY = "tls.key";
  static final String TRUST = "ca.crt";
  static final String AUTHORITY_KEY = "ca.key";

  private CertificateSecrets() {}

  /** Empty when the Secret does not hold a readable pair. */
  static Optional<ServingPair> serving(StoredSecret secret) {
    return serving(secret.data());
  }

  static Optional<ServingPair> serving(Map<String, String> data) {
    try {
      return Optional.of(
          new ServingPair(
              Pem.certificates(data.getOrDefault(CHAIN, "")),
              Pem.key(data.getOrDefault(KEY, "")),
              Pem.certificates(data.getOrDefault(TRUST, ""))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Optional<CertificateAuthority> authority(StoredSecret secret) {
    try {
      return Optional.of(
          new CertificateAuthority(
              Pem.certificates(secret.data().getOrDefault(TRUST, "")).getFirst(),
              Pem.key(secret.data().getOrDefault(AUTHORITY_KEY, ""))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Map<String, String> data(ServingPair pair) {
    return Map.of(CHAIN, pair.chainPem(), KEY, pair.keyPem(), TRUST, pair.trustPem());
  }

  static Map<String, String> data(CertificateAuthority authority) {
    return Map.of(
        TRUST,
        Pem.write(List.of(authority.certificate())),
        AUTHORITY_KEY,
        Pem.write(authority.key()));
  }
}
