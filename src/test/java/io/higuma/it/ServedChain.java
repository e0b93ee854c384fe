package io.higuma.it;

import io.higuma.certs.AuthorityFingerprints;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The certificates that a server on this machine shows. */
final class ServedChain {
  private ServedChain() {}

  /** Their fingerprints. */
  static List<String> of(int port) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
        socket.startHandshake();
        var found = new ArrayList<String>();
        for (Certificate shown : socket.getSession().getPeerCertificates()) {
          found.addAll(
              AuthorityFingerprints.ofPem(
                  "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----"
                      .formatted(Base64.getEncoder().encodeToString(shown.getEncoded()))));
        }
        return found;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
