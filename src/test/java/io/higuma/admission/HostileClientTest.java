package io.higuma.admission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.admission.HostileReviews.Body;
import io.higuma.admission.LocalServer.Answer;
import io.higuma.inject.SidecarForm;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a client does with the server, it gets an answer or its connection ends, and others are
 * served meanwhile.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileClientTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final byte[] VALID = HostileReviews.VALID.getBytes(UTF_8);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** The limits of production, but for the number of connections. */
  private static final AdmissionLimits USUAL =
      new AdmissionLimits(7 << 20, 64 << 10, 24 << 20, 50 << 20, 64, 64, LONG, LONG, LONG);

  /** For clients that wait until something ends. */
  private static final AdmissionLimits SMALL =
      new AdmissionLimits(
          1 << 20,
          64 << 10,
          3 << 20,
          10 << 20,
          64,
          64,
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          LONG);

  private AdmissionHandler quick = HostileReviewTest.admission("", SidecarForm.NATIVE)::review;
  private AdmissionHandler patient = quick;
  private AdmissionLimits limits = SMALL;
  private LocalServer local = server(limits);
  private HttpClient client = local.client(Version.HTTP_1_1);

  private LocalServer server(AdmissionLimits chosen) {
    return new LocalServer(VERTX, chosen, body -> quick.review(body), body -> patient.review(body));
  }

  private void restart(AdmissionLimits chosen) {
    stop();
    limits = chosen;
    local = server(chosen);
    client = local.client(Version.HTTP_1_1);
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
  void hostileBodiesAreAnswered(Version version) {
    restart(USUAL);
    long seed = HostileReviewTest.SEED;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Body> bodies =
        Stream.of(
                HostileReviews.malformed().filter(body -> random.nextInt(4) == 0),
                HostileReviews.extreme(),
                HostileReviews.truncated().filter(body -> random.nextInt(60) == 0),
                HostileReviews.wrongTypes().filter(body -> random.nextInt(60) == 0),
                IntStream.range(0, 40).mapToObj(number -> HostileReviews.mutated(random, number)))
            .flatMap(all -> all)
            .toList();
    try (HttpClient one = local.client(version)) {
      for (Body body : bodies) {
        HttpResponse<byte[]> response = LocalServer.send(one, local.post(body.bytes()));
        assertThat(response.statusCode()).as("%s with seed %d", body, seed).isEqualTo(200);
        HostileAnswers.check(response.body());
      }
    }
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void aBodyOfTenMebibytesIsDenied(Version version) {
    restart(USUAL);
    byte[] large = HostileReviews.inSpec("\"x\":\"" + "x".repeat(10 << 20) + "\"").getBytes(UTF_8);
    try (HttpClient one = local.client(version)) {
      assertDenied(
          LocalServer.send(one, local.post(large)),
          413,
          "the request is larger than 7340032 bytes");
      // Without an announced length.
      var chunked =
          local
              .request(LocalServer.PATH)
              .header("content-type", "application/json")
              .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
              .build();
      assertDenied(LocalServer.send(one, chunked), 413, "the request is larger than 7340032 bytes");
    }
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/yaml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json-patch+json",
        "json",
        ";",
        "*/*",
        "application/vnd.kubernetes.protobuf"
      })
  void otherContentIsDenied(String contentType) {
    var request =
        local
            .request(LocalServer.PATH)
            .header("content-type", contentType)
            .POST(BodyPublishers.ofByteArray(VALID))
            .build();
    assertDenied(
        LocalServer.send(client, request), 400, "the content type is not application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=x",
        " application/json "
      })
  void jsonIsReviewed(String contentType) {
    var request =
        local
            .request(LocalServer.PATH)
            .header("content-type", contentType)
            .POST(BodyPublishers.ofByteArray(VALID))
            .build();
    assertThat(HostileAnswers.check(LocalServer.send(client, request).body()).has("patch"))
        .isTrue();
  }

  @Test
  void noBodyAtAllIsDenied() {
    HttpResponse<byte[]> response = LocalServer.send(client, local.post(new byte[0]));
    JsonNode answer = HostileAnswers.check(response.body());
    assertThat(answer.at("/status/code").intValue()).isEqualTo(400);
    assertThat(answer.at("/status/message").textValue())
        .isEqualTo("the request has no body; an AdmissionReview is expected");
  }

  @Test
  void aBodyOfOneByteASecondEndsTheConnection() throws Exception {
    try (SSLSocket socket = local.connect()) {
      socket.getOutputStream().write(LocalServer.head(VALID.length));
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> !trickle(socket));
    }
    assertNothingIsLeft();
  }

  @Test
  void aBodyThatStallsHalfWayEndsTheConnection() throws Exception {
    try (SSLSocket socket = local.connect()) {
      socket.getOutputStream().write(LocalServer.head(VALID.length));
      socket.getOutputStream().write(VALID, 0, VALID.length / 2);
      assertThat(LocalServer.readsEnd(socket)).isTrue();
    }
    assertNothingIsLeft();
  }

  @Test
  void largeBodiesThatStallGiveTheirMemoryBack() throws Exception {
    var sockets = new ArrayList<SSLSocket>();
    for (int i = 0; i < 3; i++) {
      SSLSocket socket = local.connect();
      sockets.add(socket);
      socket.getOutputStream().write(LocalServer.head(1 << 20));
      socket.getOutputStream().write(new byte[900 << 10]);
    }
    for (SSLSocket socket : sockets) {
      assertThat(LocalServer.readsEnd(socket)).isTrue();
      socket.close();
    }
    assertNothingIsLeft();
  }

  @Test
  void aConnectionThatIsClosedHalfWayIsForgotten() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (SSLSocket socket = local.connect()) {
        socket.getOutputStream().write(LocalServer.head(1 << 20));
        socket.getOutputStream().write(new byte[i * 50_000]);
      }
    }
    assertNothingIsLeft();
  }

  @Test
  void aClientThatLeavesBeforeItsAnswerIsForgotten() throws Exception {
    var asked = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    quick =
        body -> {
          throw new WouldBlockException("a namespace");
        };
    patient =
        body -> {
          asked.countDown();
          awaited(leave);
          return body;
        };
    try (SSLSocket socket = local.connect()) {
      socket.getOutputStream().write(LocalServer.head(VALID.length));
      socket.getOutputStream().write(VALID);
      awaited(asked);
    }
    await().untilAsserted(() -> assertThat(local.inFlight()).isZero());
    leave.countDown();
    quick = patient = HostileReviewTest.admission("", SidecarForm.NATIVE)::review;
    assertNothingIsLeft();
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    int requests = 50;
    try (SSLSocket socket = local.connect()) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < requests; i++) {
                  byte[] review =
                      HostileReviews.VALID.replace(HostileReviews.UID, "uid-" + i).getBytes(UTF_8);
                  write(socket, LocalServer.head(review.length));
                  write(socket, review);
                }
              });
      InputStream in = socket.getInputStream();
      for (int i = 0; i < requests; i++) {
        JsonNode answer = HostileAnswers.check(LocalServer.read(in).bytes());
        assertThat(answer.path("uid").textValue()).isEqualTo("uid-" + i);
      }
      writer.join();
    }
  }

  @Test
  void manyIdleConnectionsTakeNobodysPlace() throws Exception {
    var sockets = new ArrayList<SSLSocket>();
    try {
      for (int i = 0; i < limits.connections() + 20; i++) {
        sockets.add(local.connect());
      }
      assertNothingIsLeft();
    } finally {
      for (SSLSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST /inject-sidecar HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: -1\r\n\r\n{}",
        "POST /inject-sidecar HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        "POST /inject-sidecar HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999999999999\r\n\r\n{}",
        "POST /inject-sidecar HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
        "POST /inject-sidecar HTTP/1.1\r\nhost: x\r\nno colon\r\ncontent-type: application/json\r\n\r\n{}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      })
  void whatIsNoRequestIsAnsweredByAnErrorOrAnEnd(String request) throws Exception {
    try (SSLSocket socket = local.connect()) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      assertErrorOrEnd(socket);
    }
    assertNothingIsLeft();
  }

  @Test
  void headersBeyondTheLimitAreRefused() throws Exception {
    try (SSLSocket socket = local.connect()) {
      socket
          .getOutputStream()
          .write(
              ("POST /inject-sidecar HTTP/1.1\r\nx: " + "y".repeat(20_000) + "\r\n\r\n")
                  .getBytes(ISO_8859_1));
      assertErrorOrEnd(socket);
    }
    assertNothingIsLeft();
  }

  @Test
  void whatIsNoTlsEnds() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), local.server().port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("POST /inject-sidecar HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
      long begin = System.nanoTime();
      while (socket.getInputStream().read() >= 0) {
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      }
    }
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {100 << 10, 1 << 20, 6 << 20})
  void manyLargeBodiesAtOnceStayWithinTheMemoryForThem(int size) throws Exception {
    restart(USUAL);
    var now = new AtomicLong();
    var most = new AtomicLong();
    AdmissionHandler real = patient;
    patient =
        body -> {
          most.accumulateAndGet(now.addAndGet(body.length), Math::max);
          try {
            return real.review(body);
          } finally {
            now.addAndGet(-body.length);
          }
        };
    byte[] large = HostileReviews.inSpec("\"x\":\"" + "x".repeat(size) + "\"").getBytes(UTF_8);
    List<CompletableFuture<HttpResponse<byte[]>>> all =
        IntStream.range(0, 12)
            .mapToObj(i -> client.sendAsync(local.post(large), BodyHandlers.ofByteArray()))
            .toList();
    int answered = 0;
    for (CompletableFuture<HttpResponse<byte[]>> one : all) {
      HttpResponse<byte[]> response = one.get(60, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isIn(200, 503);
      if (response.statusCode() == 200) {
        HostileAnswers.check(response.body());
        answered++;
      } else {
        assertThat(response.headers().firstValue("retry-after")).isPresent();
      }
    }
    assertThat(answered).isPositive();
    assertThat(most.get())
        .as("bytes under review")
        .isLessThanOrEqualTo(Math.max(limits.reviewBytes() / ReviewMemory.MULTIPLE, large.length));
    assertNothingIsLeft();
  }

  @Test
  void aReviewThatFindsNoMemoryInTimeIsTurnedAway() throws Exception {
    var asked = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    patient =
        body -> {
          asked.countDown();
          awaited(leave);
          return body;
        };
    byte[] large = HostileReviews.inSpec("\"x\":\"" + "x".repeat(900 << 10) + "\"").getBytes(UTF_8);
    var first = client.sendAsync(local.post(large), BodyHandlers.ofByteArray());
    awaited(asked);
    assertThat(LocalServer.send(client, local.post(large)).statusCode()).isEqualTo(503);
    leave.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertNothingIsLeft();
  }

  @Test
  void otherPodsAreReviewedWhileALargeOneIs() throws Exception {
    restart(USUAL);
    var asked = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    AdmissionHandler real = patient;
    patient =
        body -> {
          asked.countDown();
          awaited(leave);
          return real.review(body);
        };
    byte[] large = HostileReviews.inSpec("\"x\":\"" + "x".repeat(6 << 20) + "\"").getBytes(UTF_8);
    var answer = client.sendAsync(local.post(large), BodyHandlers.ofByteArray());
    awaited(asked);
    for (int i = 0; i < 8; i++) { // on each event loop
      try (HttpClient fresh = local.client(Version.HTTP_1_1)) {
        assertThat(
                HostileAnswers.check(LocalServer.send(fresh, local.post(VALID)).body())
                    .has("patch"))
            .isTrue();
      }
    }
    leave.countDown();
    assertThat(
            HostileAnswers.check(answer.get(20, TimeUnit.SECONDS).body())
                .path("allowed")
                .booleanValue())
        .isTrue();
  }

  @Test
  void aLargeReviewThatFailsIsDeniedWithItsUid() throws Exception {
    patient =
        body -> {
          throw new IllegalStateException("inner words");
        };
    byte[] large = HostileReviews.inSpec("\"x\":\"" + "x".repeat(900 << 10) + "\"").getBytes(UTF_8);
    HttpResponse<byte[]> response = LocalServer.send(client, local.post(large));
    JsonNode review = HostileReviews.tree(new String(response.body(), UTF_8));
    assertThat(review.at("/response/uid").textValue()).isEqualTo(HostileReviews.UID);
    assertThat(review.at("/response/allowed").booleanValue()).isFalse();
    assertThat(review.at("/response/status/code").intValue()).isEqualTo(500);
    assertThat(review.at("/response/status/message").textValue())
        .isEqualTo("Higuma failed to review this object; its log has the reason");
  }

  /** Everything that was taken is free again, and a valid review is answered. */
  private void assertNothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(local.inFlight()).isZero());
    // The largest takes all the memory for reviews, so nobody else has some of it.
    byte[] largest =
        HostileReviews.inSpec("\"x\":\"" + "x".repeat(limits.bodyBytes() - 10_000) + "\"")
            .getBytes(UTF_8);
    assertThat(LocalServer.send(client, local.post(largest)).statusCode()).isEqualTo(200);
    try (HttpClient fresh = local.client(Version.HTTP_1_1)) {
      assertThat(
              HostileAnswers.check(LocalServer.send(fresh, local.post(VALID)).body()).has("patch"))
          .isTrue();
    }
  }

  private static void assertDenied(HttpResponse<byte[]> response, int code, String message) {
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode answer = HostileAnswers.check(response.body());
    assertThat(answer.path("uid").textValue()).isEqualTo(HostileReviews.UID);
    assertThat(answer.at("/status/code").intValue()).isEqualTo(code);
    assertThat(answer.at("/status/message").textValue()).isEqualTo(message);
  }

  private static void assertErrorOrEnd(SSLSocket socket) {
    Answer answer;
    try {
      answer = LocalServer.read(socket.getInputStream());
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the server does not react", e);
    } catch (IOException e) {
      return; // It has ended.
    }
    assertThat(answer.status()).isBetween(400, 505);
    assertThat(answer.body()).doesNotContain("Exception", "java.", "netty");
  }

  private static boolean trickle(SSLSocket socket) {
    try {
      socket.getOutputStream().write('{');
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void write(SSLSocket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
