package io.higuma.admission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.higuma.certs.LeafIssuer;
import io.higuma.certs.ServingPair;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** An admission server with one route, and ways to talk to it. */
final class LocalServer implements AutoCloseable {
  static final String PATH = "/inject-sidecar";

  private static final LeafIssuer ISSUER =
      new LeafIssuer(InstantSource.system(), new SecureRandom());
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ServingPair certificate = newCertificate();
  private final AdmissionServer server;

  LocalServer(
      Vertx vertx, AdmissionLimits limits, AdmissionHandler quick, AdmissionHandler patient) {
    this(vertx, limits, quick, patient, Optional.empty());
  }

  LocalServer(
      Vertx vertx,
      AdmissionLimits limits,
      AdmissionHandler quick,
      AdmissionHandler patient,
      Optional<X509TrustManager> clients) {
    var route = new AdmissionRoute(PATH, quick, patient, quick, List.of());
    server =
        new AdmissionServer(
            vertx,
            new AdmissionServer.Address("127.0.0.1", 0),
            List.of(route),
            limits,
            new AdmissionMetrics(meters),
            clients);
    server.serve(certificate);
  }

  /** One answer. */
  record Answer(int status, Map<String, String> headers, String body) {
    byte[] bytes() {
      return body.getBytes(ISO_8859_1);
    }
  }

  static ServingPair newCertificate() {
    return ISSUER.issue(ISSUER.newAuthority(), List.of("127.0.0.1"), List.of());
  }

  ServingPair certificate() {
    return certificate;
  }

  AdmissionServer server() {
    return server;
  }

  SimpleMeterRegistry meters() {
    return meters;
  }

  /** Requests without an answer yet. */
  double inFlight() {
    return meters.get("controller_runtime.webhook.requests.in.flight").gauge().value();
  }

  HttpClient client(Version version) {
    return client(certificate, version);
  }

  static HttpClient client(ServingPair trusted, Version version) {
    return HttpClient.newBuilder().version(version).sslContext(trusting(trusted)).build();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
        .timeout(PATIENCE);
  }

  HttpRequest post(byte[] body) {
    return request(PATH)
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  static HttpResponse<byte[]> send(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A connection whose reads end with an exception after some time. */
  SSLSocket connect() throws IOException {
    return connect("TLSv1.3");
  }

  SSLSocket connect(String protocol) throws IOException {
    var socket = (SSLSocket) trusting(certificate).getSocketFactory().createSocket();
    socket.setEnabledProtocols(new String[] {protocol});
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.startHandshake();
    return socket;
  }

  /** The head of a request with a body of this length. */
  static byte[] head(int length) {
    return "POST %s HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        .formatted(PATH, length)
        .getBytes(ISO_8859_1);
  }

  /**
   * Reads one answer of HTTP/1.1.
   *
   * @throws IOException when the connection ends before
   */
  static Answer read(InputStream in) throws IOException {
    String status = line(in);
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Answer(
        Integer.parseInt(status.split(" ", -1)[1]),
        headers,
        new String(in.readNBytes(length), ISO_8859_1));
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(ISO_8859_1);
  }

  /** Whether the server closes the connection, before a read times out. */
  static boolean readsEnd(SSLSocket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private static SSLContext trusting(ServingPair pair) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate authority : pair.trust()) {
        store.setCertificateEntry(authority.getSerialNumber().toString(), authority);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
