package io.higuma.certs;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and keys as the text that Secrets and files hold. */
final class Pem {
  private Pem() {}

  /**
   * @throws IllegalArgumentException if this is not PEM with certificates only, or holds none
   */
  static List<X509Certificate> certificates(String text) {
    var found = new ArrayList<X509Certificate>();
    try (var parser = new PEMParser(new StringReader(text))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        if (!(next instanceof X509CertificateHolder holder)) {
          throw new IllegalArgumentException("something else than a certificate");
        }
        found.add(new JcaX509CertificateConverter().getCertificate(holder));
      }
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException("a malformed certificate", e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
    return List.copyOf(found);
  }

  /**
   * Reads PKCS #8, PKCS #1 (as Helm writes it) and SEC 1 keys.
   *
   * @throws IllegalArgumentException if there is no such key; the message and cause hold nothing of
   *     the text
   */
  static PrivateKey key(String text) {
    try (var parser = new PEMParser(new StringReader(text))) {
      var converter = new JcaPEMKeyConverter();
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        switch (next) {
          case PEMKeyPair pair -> {
            return converter.getPrivateKey(pair.getPrivateKeyInfo());
          }
          case PrivateKeyInfo info -> {
            return converter.getPrivateKey(info);
          }
          default -> {
            // Parameters may stand before the key, as openssl writes them for elliptic curves.
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("a malformed private key");
    }
    throw new IllegalArgumentException("no private key without a password");
  }

  static String write(List<X509Certificate> certificates) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      for (X509Certificate certificate : certificates) {
        writer.writeObject(certificate);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }

  static String write(PrivateKey key) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject("PRIVATE KEY", key.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }
}
