package io.higuma.certs;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Private keys in forms and algorithms that others use. */
final class ForeignKeys {
  private ForeignKeys() {}

  /**
   * @throws IllegalArgumentException as {@link Pem#key}
   */
  static PrivateKey read(String text) {
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
}
