package io.higuma.certs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/**
 * Certificates and keys as the text that Secrets and files hold. What we write ourselves is read
 * with the JDK alone: at a start every class of a signed library counts.
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /**
   * @throws IllegalArgumentException if this is not PEM with certificates only, or holds none
   */
  static List<X509Certificate> certificates(String text) {
    var found = new ArrayList<X509Certificate>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (!block.group(1).equals("CERTIFICATE")) {
        throw new IllegalArgumentException("something else than a certificate");
      }
      found.add(certificate(Base64.getMimeDecoder().decode(block.group(2))));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
    if (BEGIN.matcher(text).results().count() != found.size()) {
      throw new IllegalArgumentException("a certificate that does not end");
    }
    return List.copyOf(found);
  }

  /**
   * The first certificate of a text that may hold other things too.
   *
   * @throws IllegalArgumentException if there is none
   */
  static X509Certificate firstCertificate(String text) {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        return certificate(Base64.getMimeDecoder().decode(block.group(2)));
      }
    }
    throw new IllegalArgumentException("no certificate");
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a malformed certificate", e);
    }
  }

  /**
   * Reads PKCS #8, PKCS #1 (as Helm writes it) and SEC 1 keys.
   *
   * @throws IllegalArgumentException if there is no such key; the message and cause hold nothing of
   *     the text
   */
  static PrivateKey key(String text) {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("PRIVATE KEY")) {
        Optional<PrivateKey> key = usualKey(Base64.getMimeDecoder().decode(block.group(2)));
        if (key.isPresent()) {
          return key.get();
        }
      }
    }
    return ForeignKeys.read(text);
  }

  /** Empty for an algorithm that we do not use ourselves. */
  private static Optional<PrivateKey> usualKey(byte[] pkcs8) {
    return Stream.of("EC", "RSA")
        .flatMap(algorithm -> keyOf(algorithm, pkcs8).stream())
        .findFirst();
  }

  private static Optional<PrivateKey> keyOf(String algorithm, byte[] pkcs8) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // The key is another algorithm's.
    }
  }

  static String write(List<X509Certificate> certificates) {
    var text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate that was read can be written", e);
      }
    }
    return text.toString();
  }

  static String write(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** An RSA key as Kuma keeps it: what is in the PKCS #8 of the JDK, without its frame. */
  static String writePkcs1(PrivateKey key) {
    try {
      return block(
          "RSA PRIVATE KEY",
          PrivateKeyInfo.getInstance(key.getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a key that was made can be written", e);
    }
  }

  private static String block(String type, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, LINES.encodeToString(der));
  }
}
