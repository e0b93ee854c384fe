package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.certs.LeafIssuer;
import io.higuma.certs.ServingPair;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdmissionServerTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final byte[] ANSWER = "{\"answer\":true}".getBytes(UTF_8);
  private static final String REVIEW =
      "{\"apiVersion\":\"admission.k8s.io/v1beta1\",\"request\":{\"object\":{},\"uid\":\"u-1\"}}";

  private final LeafIssuer issuer = new LeafIssuer(InstantSource.system(), new SecureRandom());
  private final ServingPair certificate = newCertificate();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private AdmissionHandler quick = body -> ANSWER;
  private AdmissionHandler patient = body -> ANSWER;
  private AdmissionServer server;
  private HttpClient client;

  @BeforeEach
  void start() {
    var route =
        new AdmissionRoute(
            "/inject-sidecar",
            body -> quick.review(body),
            body -> patient.review(body),
            body -> quick.review(body),
            List.of());
    var limits =
        new AdmissionLimits(
            1 << 20, 64 << 10, 3 << 20, 2, 8, Duration.ofSeconds(1), Duration.ofSeconds(2));
    server =
        new AdmissionServer(
            VERTX,
            new AdmissionServer.Address("127.0.0.1", 0),
            List.of(route),
            limits,
            new AdmissionMetrics(meters));
    server.serve(certificate);
    client = client(certificate, Version.HTTP_2);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @AfterAll
  static void end() {
    VERTX.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void answersByBothVersionsOfHttp(Version version) throws Exception {
    try (HttpClient one = client(certificate, version)) {
      HttpResponse<byte[]> response = one.send(post(REVIEW), BodyHandlers.ofByteArray());
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(response.body()).isEqualTo(ANSWER);
    }
  }

  @Test
  void waitsOffTheEventLoop() throws Exception {
    quick =
        body -> {
          throw new WouldBlockException("a namespace");
        };
    patient = body -> Thread.currentThread().isVirtual() ? ANSWER : new byte[0];
    assertThat(send(post(REVIEW)).body()).isEqualTo(ANSWER);
  }

  @Test
  void reviewsLargeBodiesOffTheEventLoop() throws Exception {
    quick = body -> new byte[0];
    assertThat(send(post("x".repeat(70_000))).body()).isEqualTo(ANSWER);
  }

  @Test
  void anUnexpectedExceptionIsADenialWithoutATrace() throws Exception {
    quick =
        body -> {
          throw new IllegalArgumentException("inner words");
        };
    HttpResponse<byte[]> response = send(post(REVIEW));
    assertDenied(response, 500);
    JsonNode review = json(response);
    assertThat(review.at("/response/uid").textValue()).isEqualTo("u-1");
    assertThat(review.at("/apiVersion").textValue()).isEqualTo("admission.k8s.io/v1beta1");
    assertThat(new String(response.body(), UTF_8)).doesNotContain("inner words");
    assertThat(meters.get("controller_runtime.webhook.panics").counter().count()).isOne();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void tooLargeABodyIsDenied(Version version) throws Exception {
    try (HttpClient one = client(certificate, version)) {
      assertDenied(one.send(post("x".repeat(5 << 20)), BodyHandlers.ofByteArray()), 413);
    }
  }

  @Test
  void noBodyAndOtherContentAreDenied() throws Exception {
    assertDenied(send(post("")), 400);
    assertDenied(
        send(
            request("/inject-sidecar")
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString(REVIEW))
                .build()),
        400);
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(send(request("/other").POST(BodyPublishers.ofString("x")).build()).statusCode())
        .isEqualTo(404);
    assertThat(send(request("/inject-sidecar").GET().build()).statusCode()).isEqualTo(405);
  }

  @Test
  void tooManyThatWaitAreTurnedAway() throws Exception {
    quick =
        body -> {
          throw new WouldBlockException("a namespace");
        };
    var gate = new java.util.concurrent.CountDownLatch(1);
    patient =
        body -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return ANSWER;
        };
    var one = client.sendAsync(post(REVIEW), BodyHandlers.ofByteArray());
    var two = client.sendAsync(post(REVIEW), BodyHandlers.ofByteArray());
    await()
        .untilAsserted(() ->
            assertThat(meters.get("controller_runtime.webhook.requests.in.flight").gauge().value())
                .isEqualTo(2));
    assertThat(send(post(REVIEW)).statusCode()).isEqualTo(503);
    gate.countDown();
    assertThat(one.get().body()).isEqualTo(ANSWER);
    assertThat(two.get().body()).isEqualTo(ANSWER);
  }

  @Test
  void aBodyThatDoesNotArriveEndsTheConnection() throws Exception {
    try (SSLSocket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              ("POST /inject-sidecar HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                      + "content-length: 100\r\n\r\nhalf")
                  .getBytes(UTF_8));
      assertThat(readsEnd(socket)).isTrue();
    }
  }

  @Test
  void aQuietConnectionIsClosedThoughItTrickles() throws Exception {
    try (SSLSocket socket = connect()) {
      await()
          .atMost(Duration.ofSeconds(6))
          .pollInterval(Duration.ofMillis(300))
          .until(() -> !trickle(socket));
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosed() throws Exception {
    var sockets = new java.util.ArrayList<SSLSocket>();
    try {
      for (int i = 0; i < 8; i++) {
        sockets.add(connect());
      }
      SSLSocket oneMore = connect();
      sockets.add(oneMore);
      assertThat(readsEnd(oneMore)).isTrue();
    } finally {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aNewCertificateIsServedWithoutARestart() throws Exception {
    ServingPair next = newCertificate();
    send(post(REVIEW));
    try (HttpClient trustsNext = client(next, Version.HTTP_2)) {
      assertThatThrownBy(() -> trustsNext.send(post(REVIEW), BodyHandlers.ofByteArray()))
          .isInstanceOf(SSLHandshakeException.class);
      int port = server.port();
      // When
      server.serve(next);
      // Then
      assertThat(server.port()).isEqualTo(port);
      for (int i = 0; i < 4; i++) { // all event loops take part
        try (HttpClient fresh = client(next, Version.HTTP_1_1)) {
          assertThat(fresh.send(post(REVIEW), BodyHandlers.ofByteArray()).statusCode())
              .isEqualTo(200);
        }
      }
      assertThat(send(post(REVIEW)).statusCode()).as("open connections go on").isEqualTo(200);
    }
  }

  @Test
  void tls12IsServed() throws Exception {
    SSLSocket socket = (SSLSocket) trusting(certificate).getSocketFactory().createSocket();
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.connect(
        new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), server.port()));
    socket.startHandshake();
    assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    socket.close();
  }

  @Test
  void countsUnderKumasNames() throws Exception {
    send(post(REVIEW));
    assertThat(
            meters
                .get("controller_runtime.webhook.requests")
                .tags("webhook", "/inject-sidecar", "code", "200")
                .counter()
                .count())
        .isOne();
    assertThat(
            meters
                .get("controller_runtime.webhook.latency")
                .tag("webhook", "/inject-sidecar")
                .timer()
                .count())
        .isOne();
  }

  private ServingPair newCertificate() {
    return issuer.issue(issuer.newAuthority(), List.of("127.0.0.1"), List.of());
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private HttpRequest post(String body) {
    return request("/inject-sidecar")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private SSLSocket connect() throws Exception {
    var socket =
        (SSLSocket)
            trusting(certificate).getSocketFactory().createSocket("127.0.0.1", server.port());
    socket.setSoTimeout(5_000);
    socket.startHandshake();
    return socket;
  }

  private static boolean readsEnd(SSLSocket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean trickle(SSLSocket socket) {
    try {
      socket.getOutputStream().write('P');
      socket.getOutputStream().flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertDenied(HttpResponse<byte[]> response, int code) throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).at("/response/allowed").booleanValue()).isFalse();
    assertThat(json(response).at("/response/status/code").intValue()).isEqualTo(code);
    assertThat(json(response).at("/kind").textValue()).isEqualTo("AdmissionReview");
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private static HttpClient client(ServingPair trusted, Version version) {
    return HttpClient.newBuilder().version(version).sslContext(trusting(trusted)).build();
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
    } catch (java.security.GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
