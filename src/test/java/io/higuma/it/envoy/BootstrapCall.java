package io.higuma.it.envoy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks for a bootstrap as kuma-dp's HTTP client does: HTTP/1.1 without ALPN, a connection for one
 * request, these headers and no others.
 *
 * @param address where the control plane really is, whatever its name says
 */
record BootstrapCall(URI controlPlane, InetAddress address, String authority) {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int HEX = 16;

  /** What came of it. */
  sealed interface Outcome {
    /** Go on with this. */
    record Answered(String body) implements Outcome {}

    /** Ask again. */
    record Later(String reason) implements Outcome {}

    /** Give up. */
    record Refused(String reason) implements Outcome {}
  }

  Outcome post(String request) {
    byte[] body = request.getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST /bootstrap HTTP/1.1\r
        Host: %s\r
        User-Agent: Go-http-client/1.1\r
        Content-Length: %d\r
        Accept: application/json\r
        Content-Type: application/json\r
        Accept-Encoding: gzip\r
        Connection: close\r
        \r
        """
            .formatted(controlPlane.getAuthority(), body.length);
    try (SSLSocket socket = connect()) {
      var out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      return outcome(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      return new Outcome.Later(String.valueOf(e.getMessage()));
    }
  }

  private SSLSocket connect() throws IOException {
    var plain = new Socket();
    plain.connect(new InetSocketAddress(address, controlPlane.getPort()), TIMEOUT_MILLIS);
    plain.setSoTimeout(TIMEOUT_MILLIS);
    var socket =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(plain, controlPlane.getHost(), controlPlane.getPort(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  private SSLContext trusting() throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII)))) {
        store.setCertificateEntry("authority-" + number++, one);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Outcome outcome(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Outcome.Later("no answer");
    }
    String head = text.substring(0, end).toLowerCase(Locale.ROOT);
    int status = Integer.parseInt(head.substring(9, 12));
    String body = text.substring(end + 4);
    if (head.contains("transfer-encoding: chunked")) {
      body = joined(body);
    }
    return reaction(status, decoded(head, body));
  }

  /** What kuma-dp does next. */
  static Outcome reaction(int status, String body) {
    if (status == 200) {
      return new Outcome.Answered(body);
    }
    boolean isWrongPort = status == 404 && body.equals("404: Page Not Found");
    boolean isClientError = status >= 400 && status < 500;
    boolean isFinal = isClientError && (status != 404 || !body.isEmpty()) && !isWrongPort;
    String reason = status + " " + body;
    return isFinal ? new Outcome.Refused(reason) : new Outcome.Later(reason);
  }

  private static String decoded(String head, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    if (!head.contains("content-encoding: gzip")) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(unzipped.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a body in chunks, one byte for each character. */
  static String joined(String chunks) {
    var body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = chunks.indexOf("\r\n", at);
      int size = end < 0 ? 0 : Integer.parseInt(chunks.substring(at, end).strip(), HEX);
      if (size == 0) {
        return body.toString();
      }
      body.append(chunks, end + 2, end + 2 + size);
      at = end + 2 + size + 2;
    }
  }
}
