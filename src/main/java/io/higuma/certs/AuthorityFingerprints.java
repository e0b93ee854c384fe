package io.higuma.certs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Short names of certificates: the first eight hexadecimal digits of their SHA-256, as {@code
 * openssl x509 -fingerprint -sha256} begins.
 */
public final class AuthorityFingerprints {
  /** A bundle of more is nobody's; what is behind counts for nothing. */
  private static final int MOST = 8;

  private static final int BYTES = 4;
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  private AuthorityFingerprints() {}

  /**
   * Of the certificates in a text, in their order. Nothing is parsed, so a pod may carry what it
   * likes.
   *
   * @return empty if there is none
   */
  public static List<String> ofPem(String text) {
    var found = new ArrayList<String>();
    Matcher block = CERTIFICATE.matcher(text);
    while (found.size() < MOST && block.find()) {
      decoded(block.group(1)).ifPresent(der -> found.add(of(der)));
    }
    return List.copyOf(found);
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // What is no certificate is nobody's authority.
    }
  }

  static String of(X509Certificate certificate) {
    try {
      return of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  private static String of(byte[] der) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(der);
      return HexFormat.of().formatHex(sum, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
