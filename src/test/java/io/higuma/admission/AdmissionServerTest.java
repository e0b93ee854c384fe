package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.certs.ServingPair;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
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

  private static final AdmissionLimits LIMITS =
      new AdmissionLimits(
          1 << 20,
          64 << 10,
          3 << 20,
          16 << 20,
          2,
          8,
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2));

  private AdmissionHandler quick = body -> ANSWER;
  private AdmissionHandler patient = body -> ANSWER;
  private LocalServer local;
  private SimpleMeterRegistry meters;
  private HttpClient client;

  @BeforeEach
  void start() {
    local =
        new LocalServer(VERTX, LIMITS, body -> quick.review(body), body -> patient.review(body));
    meters = local.meters();
    client = local.client(Version.HTTP_2);
  }

  @AfterEach
  void stop() {
    client.close();
    local.close();
  }

  @AfterAll
  static void end() {
    VERTX.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void answersByBothVersionsOfHttp(Version version) throws Exception {
    try (HttpClient one = local.client(version)) {
      HttpResponse<byte[]> response = one.send(post(REVIEW), BodyHandlers.ofByteArray());
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(response.body()).isEqualTo(ANSWER);
    }
  }

  /** Clients then ask on new connections, and lose nothing. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void whoDrainsAnswersWhatWasBegunAndLetsConnectionsGo(Version version) throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    quick =
        body -> {
          throw new WouldBlockException("a namespace");
        };
    patient =
        body -> {
          begun.countDown();
          awaited(go);
          return ANSWER;
        };
    try (HttpClient one = local.client(version)) {
      var answer = one.sendAsync(post(REVIEW), BodyHandlers.ofByteArray());
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      Thread drain = Thread.ofVirtual().start(local.server()::drain);
      assertThat(drain.join(Duration.ofMillis(300))).as("gone before the answer").isFalse();
      go.countDown();
      assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo(ANSWER);
      drain.join();
      // It still listens: whoever comes now is not lost either, and sent on as well.
      HttpResponse<byte[]> late = one.send(post(REVIEW), BodyHandlers.ofByteArray());
      assertThat(late.body()).isEqualTo(ANSWER);
      HttpResponse<byte[]> later = one.send(post(REVIEW), BodyHandlers.ofByteArray());
      assertThat(later.body()).isEqualTo(ANSWER);
      assertThat(later.connectionLabel()).isPresent().isNotEqualTo(late.connectionLabel());
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
    try (HttpClient one = local.client(version)) {
      String large =
          REVIEW.replace(
              "{\"object\":{}", "{\"uid\":\"u-1\",\"object\":\"" + "x".repeat(5 << 20) + "\"");
      HttpResponse<byte[]> response = one.send(post(large), BodyHandlers.ofByteArray());
      assertDenied(response, 413);
      // Without the uid, the API server would not show the message.
      assertThat(json(response).at("/response/uid").textValue()).isEqualTo("u-1");
      assertThat(json(response).at("/apiVersion").textValue())
          .isEqualTo("admission.k8s.io/v1beta1");
    }
  }

  @Test
  void noBodyAndOtherContentAreDenied() throws Exception {
    assertDenied(send(post("")), 400);
    assertDenied(
        send(
            local
                .request("/inject-sidecar")
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString(REVIEW))
                .build()),
        400);
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(
            send(local.request("/other").POST(BodyPublishers.ofString("x")).build()).statusCode())
        .isEqualTo(404);
    assertThat(send(local.request("/inject-sidecar").GET().build()).statusCode()).isEqualTo(405);
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
  void aQuietConnectionIsClosedThoughItTrickles() throws Exception {
    try (SSLSocket socket = local.connect()) {
      await()
          .atMost(Duration.ofSeconds(6))
          .pollInterval(Duration.ofMillis(300))
          .until(() -> !trickle(socket));
    }
  }

  @Test
  void forAConnectionBeyondTheLimitTheIdlestIsClosed() throws Exception {
    var sockets = new java.util.ArrayList<SSLSocket>();
    try {
      for (int i = 0; i < 8; i++) {
        sockets.add(local.connect());
      }
      ask(sockets.getFirst());
      sockets.add(local.connect());
      ask(sockets.getLast());
      assertThat(LocalServer.readsEnd(sockets.get(1))).as("the first that asked nothing").isTrue();
      ask(sockets.getFirst());
    } finally {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aConnectionBeyondTheLimitIsClosedWhenNoneIsIdle() throws Exception {
    var sockets = new java.util.ArrayList<SSLSocket>();
    try {
      for (int i = 0; i < 8; i++) {
        SSLSocket socket = local.connect();
        sockets.add(socket);
        socket.getOutputStream().write(LocalServer.head(100));
      }
      await().untilAsserted(() -> assertThat(local.inFlight()).isEqualTo(8));
      SSLSocket oneMore = local.connect();
      sockets.add(oneMore);
      assertThat(LocalServer.readsEnd(oneMore)).isTrue();
    } finally {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(LocalServer.head(REVIEW.length()));
    socket.getOutputStream().write(REVIEW.getBytes(UTF_8));
    assertThat(LocalServer.read(socket.getInputStream()).status()).isEqualTo(200);
  }

  @Test
  void aNewCertificateIsServedWithoutARestart() throws Exception {
    ServingPair next = LocalServer.newCertificate();
    send(post(REVIEW));
    try (HttpClient trustsNext = LocalServer.client(next, Version.HTTP_2)) {
      assertThatThrownBy(() -> trustsNext.send(post(REVIEW), BodyHandlers.ofByteArray()))
          .isInstanceOf(SSLHandshakeException.class);
      int port = local.server().port();
      // When
      local.server().serve(next);
      // Then
      assertThat(local.server().port()).isEqualTo(port);
      for (int i = 0; i < 4; i++) { // all event loops take part
        try (HttpClient fresh = LocalServer.client(next, Version.HTTP_1_1)) {
          assertThat(fresh.send(post(REVIEW), BodyHandlers.ofByteArray()).statusCode())
              .isEqualTo(200);
        }
      }
      assertThat(send(post(REVIEW)).statusCode()).as("open connections go on").isEqualTo(200);
    }
  }

  @Test
  void noConnectionIsLostWhileCertificatesChange() throws Exception {
    // Given
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    var isOver = new AtomicBoolean();
    var handshakes = new AtomicInteger();
    var connecting =
        CompletableFuture.runAsync(() -> {
          while (!isOver.get()) {
            try (var socket =
                (SSLSocket)
                    trusting.getSocketFactory().createSocket("127.0.0.1", local.server().port())) {
              socket.startHandshake();
              handshakes.incrementAndGet();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    ServingPair one = LocalServer.newCertificate();
    ServingPair other = LocalServer.newCertificate();
    // When
    while (handshakes.get() < 300 && !connecting.isDone()) {
      local.server().serve(one);
      local.server().serve(other);
      Thread.sleep(1);
    }
    isOver.set(true);
    // Then
    assertThatCode(connecting::join).doesNotThrowAnyException();
  }

  @Test
  void tls12IsServed() throws Exception {
    try (SSLSocket socket = local.connect("TLSv1.2")) {
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
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

  private HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private HttpRequest post(String body) {
    return local.post(body.getBytes(UTF_8));
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
}
