package io.higuma.it.envoy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.higuma.certs.LeafIssuer;
import io.higuma.certs.ServingPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Answers bootstrap requests with what it is told to, one after the other. */
final class FakeControlPlane implements AutoCloseable {
  private final HttpsServer server;
  private final String host;
  private final ServingPair pair;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private record Answer(int status, String body) {}

  private FakeControlPlane(HttpsServer server, String host, ServingPair pair) {
    this.server = server;
    this.host = host;
    this.pair = pair;
  }

  /**
   * Starts one.
   *
   * @param host the name that its certificate is for
   */
  static FakeControlPlane on(InetAddress address, String host) {
    try {
      var issuer = new LeafIssuer(InstantSource.system(), new SecureRandom());
      ServingPair pair = issuer.issue(issuer.newAuthority(), List.of(host), List.of());
      var server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls(pair)));
      var fake = new FakeControlPlane(server, host, pair);
      server.createContext("/", fake::serve);
      server.start();
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    requests.add(
        "%s %s %s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getProtocol(),
                headers.getFirst("Host"),
                headers.getFirst("Accept"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    Answer answer = answers.remove();
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** What it answers after all that it was told before. */
  void answer(int status, String body) {
    answers.add(new Answer(status, body));
  }

  /** Method, path, protocol, host, accept and body of each. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  URI uri() {
    return URI.create("https://" + host + ":" + server.getAddress().getPort());
  }

  /** PEM that it is trusted by. */
  String authority() {
    return pair.trustPem();
  }

  private static SSLContext tls(ServingPair pair) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", pair.key(), new char[0], pair.chain().toArray(X509Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
