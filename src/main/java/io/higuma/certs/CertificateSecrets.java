package io.higuma.certs;

import io.higuma.certs.SecretStore.StoredSecret;
import java.security.cert.X509Certificate;
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
  static final String CROSS = "cross.crt";
  static final String FORMER = "former.crt";

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

  static Optional<OwnAuthority> authority(StoredSecret secret) {
    Map<String, String> data = secret.data();
    try {
      return Optional.of(
          new OwnAuthority(
              new CertificateAuthority(
                  Pem.certificates(data.getOrDefault(TRUST, "")).getFirst(),
                  Pem.key(data.getOrDefault(AUTHORITY_KEY, ""))),
              certificatesIfAny(data, CROSS),
              certificatesIfAny(data, FORMER)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An authority can do without; it is no reason to make another. */
  private static List<X509Certificate> certificatesIfAny(Map<String, String> data, String key) {
    try {
      return Pem.certificates(data.getOrDefault(key, ""));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  static Map<String, String> data(ServingPair pair) {
    return Map.of(CHAIN, pair.chainPem(), KEY, pair.keyPem(), TRUST, pair.trustPem());
  }

  static Map<String, String> data(OwnAuthority ours) {
    return Map.of(
        TRUST,
        ours.authority().certificatePem(),
        AUTHORITY_KEY,
        Pem.write(ours.authority().key()),
        CROSS,
        Pem.write(ours.crossCertificates()),
        FORMER,
        Pem.write(ours.former()));
  }
}
