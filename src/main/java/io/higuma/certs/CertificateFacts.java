package io.higuma.certs;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Questions about certificates. */
final class CertificateFacts {
  private static final int KEY_CERT_SIGN = 5;

  private CertificateFacts() {}

  static Instant begin(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant();
  }

  static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  static Duration lifetime(X509Certificate certificate) {
    return Duration.between(begin(certificate), end(certificate));
  }

  static boolean validAt(X509Certificate certificate, Instant instant) {
    return !instant.isBefore(begin(certificate)) && instant.isBefore(end(certificate));
  }

  static boolean signedBy(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false; // not an error: that is the answer
    }
  }

  /** Whether clients believe authorities that this one has signed. */
  static boolean canSignAuthorities(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() > 0 && (usage == null || usage[KEY_CERT_SIGN]);
  }

  /** Those of the hosts that the certificate is not valid for. Clients look at nothing else. */
  static List<String> uncovered(X509Certificate certificate, Collection<String> hosts) {
    var missing = new ArrayList<>(hosts);
    missing.removeIf(host -> names(certificate).stream().anyMatch(name -> matches(name, host)));
    return List.copyOf(missing);
  }

  /** Whether the key is the certificate's: it signs, the certificate's public key verifies. */
  static boolean pair(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm(); // Ed25519 signs under its own name
        };
    byte[] probe = {1, 2, 3};
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // a key of another kind than the certificate's
    }
  }

  /** The alternative names, of whatever kind. */
  static List<String> names(X509Certificate certificate) {
    @Nullable Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return List.of();
    }
    return names == null ? List.of() : names.stream().map(n -> String.valueOf(n.get(1))).toList();
  }

  private static boolean matches(String name, String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    String given = name.toLowerCase(Locale.ROOT);
    if (HostName.isAddress(wanted)) {
      return HostName.isAddress(given) && HostName.sameAddress(given, wanted);
    }
    if (given.startsWith("*.")) {
      int dot = wanted.indexOf('.');
      return dot > 0 && wanted.substring(dot).equals(given.substring(1));
    }
    return given.equals(wanted);
  }
}
