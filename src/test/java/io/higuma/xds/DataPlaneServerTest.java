package io.higuma.xds;

import static io.higuma.envoy.ResourceType.CLUSTER;
import static io.higuma.envoy.ResourceType.ENDPOINTS;
import static io.higuma.envoy.ResourceType.LISTENER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.higuma.certs.ServingPair;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.xds.ProxyAuthentication.Verdict;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataPlaneServerTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final String TOKEN = "good";
  private static final ProxyAuthentication BY_WORD =
      (proxy, token) -> {
        if (token.isEmpty() || token.get().equals("outage")) {
          throw new IllegalStateException("the API server is away");
        }
        return token.get().equals(TOKEN)
            ? new Verdict.Accepted()
            : new Verdict.Refused("the token is not for " + proxy);
      };

  private final List<Resource> filling = new ArrayList<>();
  private LocalDataPlane plane = new LocalDataPlane(VERTX, LocalDataPlane.LIMITS, BY_WORD);

  @AfterEach
  void close() {
    plane.close();
  }

  @AfterAll
  static void end() {
    VERTX.close();
  }

  @ParameterizedTest
  @EnumSource
  void bootstrapsAndXdsAreOnOnePort(Version version) throws Exception {
    // Given
    plane.configure(Configurations.of("CLUSTER/a@1"));
    // When
    HttpResponse<String> bootstrap =
        post(version, "{\"mesh\":\"default\",\"name\":\"web.shop\",\"dataplaneToken\":\"t\"}");
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
    // Then
    assertThat(bootstrap.statusCode()).isEqualTo(200);
    assertThat(bootstrap.version()).isEqualTo(version);
    assertThat(bootstrap.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(bootstrap.body()).startsWith("{\"bootstrap\":\"");
    assertThat(stream.response().getResourcesCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void otherAnswersOfHttp(Version version) throws Exception {
    HttpResponse<String> notYet =
        post(version, "{\"mesh\":\"default\",\"name\":\"b\",\"dataplaneToken\":\"t\"}");
    assertThat(notYet.statusCode()).isEqualTo(404);
    assertThat(notYet.body()).isEmpty();
    HttpResponse<String> elsewhere = send(version, request("/other").GET().build());
    assertThat(elsewhere.statusCode()).isEqualTo(404);
    assertThat(elsewhere.body()).isEqualTo("404 page not found\n");
    assertThat(post(version, "{}").statusCode()).isEqualTo(422);
    HttpResponse<String> broken =
        post(version, "{\"mesh\":\"default\",\"name\":\"broken\",\"dataplaneToken\":\"t\"}");
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).isEmpty();
    assertThat(post(version, "x".repeat(100_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void theLogOfARefusalHasOneShortLine() {
    assertThat(BootstrapEndpoint.forLog("a\nb\u001b[31m" + "c".repeat(1_000)))
        .startsWith("a b [31mc")
        .hasSize(301);
  }

  @Test
  void aStreamOfTheStateOfTheWorld() {
    // Given
    plane.configure(Configurations.of("CLUSTER/a@1", "ENDPOINTS/a@1", "LISTENER/l@1"));
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    // When
    stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
    DiscoveryResponse clusters = stream.response();
    stream.send(AdsClient.accepting(clusters).build());
    stream.send(AdsClient.request(ENDPOINTS, "a").build());
    DiscoveryResponse endpoints = stream.response();
    stream.send(AdsClient.accepting(endpoints).addResourceNames("a").build());
    stream.send(AdsClient.request(LISTENER).build());
    stream.send(AdsClient.accepting(stream.response()).build());
    await()
        .untilAsserted(() ->
            assertThat(plane.events).filteredOn(ProxyEvent.Accepted.class::isInstance).hasSize(3));
    plane.configure(Configurations.of("CLUSTER/a@1", "ENDPOINTS/a@2", "LISTENER/l@1"));
    // Then
    assertThat(clusters.getControlPlane().getIdentifier()).isEqualTo("control-plane-1");
    DiscoveryResponse change = stream.response();
    assertThat(change.getTypeUrl()).isEqualTo(ENDPOINTS.url());
    assertThat(change.getVersionInfo()).isNotEqualTo(endpoints.getVersionInfo());
    stream.halfClose();
    assertThat(stream.end().getCode()).isEqualTo(Code.OK);
    await().untilAsserted(() -> assertThat(plane.watches).isEmpty());
    assertThat(plane.events)
        .filteredOn(event -> !(event instanceof ProxyEvent.Progressed))
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "Connected",
            "Sent",
            "Accepted",
            "Sent",
            "Accepted",
            "Sent",
            "Accepted",
            "Sent",
            "Disconnected");
    assertThat(plane.events)
        .filteredOn(ProxyEvent.Progressed.class::isInstance)
        .extracting(event -> ((ProxyEvent.Progressed) event).open())
        .contains(Set.of(CLUSTER, LISTENER), Set.of(LISTENER), Set.of())
        .last()
        .isEqualTo(Set.of(ENDPOINTS));
  }

  @Test
  void aStreamOfChanges() {
    // Given
    plane.configure(Configurations.of("CLUSTER/a@1", "CLUSTER/b@1"));
    var stream = AdsClient.delta(plane.channel(), TOKEN);
    // When
    stream.send(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(Node.newBuilder().setId("default.web.shop"))
            .setTypeUrl(CLUSTER.url())
            .build());
    var all = stream.response();
    stream.send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(CLUSTER.url())
            .setResponseNonce(all.getNonce())
            .build());
    plane.configure(Configurations.of("CLUSTER/a@2"));
    // Then
    assertThat(all.getResourcesCount()).isEqualTo(2);
    var change = stream.response();
    assertThat(change.getResourcesList()).extracting(one -> one.getName()).containsExactly("a");
    assertThat(change.getRemovedResourcesList()).containsExactly("b");
  }

  @Test
  void aRejectionIsToldAndAnsweredAfterATime() {
    // Given
    plane.configure(Configurations.of("CLUSTER/a@1"));
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
    DiscoveryResponse response = stream.response();
    // When
    long begin = System.nanoTime();
    stream.send(AdsClient.rejecting(response, "this cluster is bad"));
    // Then
    assertThat(stream.response().getVersionInfo()).isEqualTo(response.getVersionInfo());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(250));
    assertThat(plane.events)
        .filteredOn(ProxyEvent.Rejected.class::isInstance)
        .singleElement()
        .satisfies(event ->
            assertThat(((ProxyEvent.Rejected) event).error()).isEqualTo("this cluster is bad"));
  }

  @Test
  void whoHasNoGoodTokenIsRefused() {
    assertThat(endOf(AdsClient.first("default.web.shop", CLUSTER).build(), "bad"))
        .satisfies(end -> {
          assertThat(end.getCode()).isEqualTo(Code.UNAUTHENTICATED);
          assertThat(end.getDescription())
              .isEqualTo("authentication failed: the token is not for default.web.shop");
        });
    assertThat(endOf(AdsClient.first("default.web.shop", CLUSTER).build(), TOKEN, TOKEN).getCode())
        .as("two tokens")
        .isEqualTo(Code.UNAUTHENTICATED);
    assertThat(endOf(AdsClient.first("default.web.shop", CLUSTER).build(), "outage").getCode())
        .isEqualTo(Code.UNAVAILABLE);
    assertThat(plane.events).isEmpty();
    assertThat(plane.watches).isEmpty();
  }

  @Test
  void aStreamIsOfOneProxy() {
    assertThat(endOf(AdsClient.request(CLUSTER).build(), TOKEN).getCode())
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(endOf(AdsClient.first("nameless", CLUSTER).build(), TOKEN).getCode())
        .isEqualTo(Code.INVALID_ARGUMENT);
    // Given
    plane.configure(Configurations.of());
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
    stream.response();
    stream.send(AdsClient.first("default.web.shop", LISTENER).build());
    stream.response();
    // When
    stream.send(AdsClient.first("default.other.shop", ENDPOINTS).build());
    // Then
    assertThat(stream.end())
        .satisfies(end -> {
          assertThat(end.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
          assertThat(end.getDescription()).isEqualTo("the node id cannot change");
        });
  }

  @Test
  void aMessageThatIsTooLargeEndsTheStreamOnly() {
    plane.configure(Configurations.of());
    ManagedChannel channel = plane.channel();
    var stream = AdsClient.sotw(channel, TOKEN);
    stream.send(
        AdsClient.first("default.web.shop", CLUSTER)
            .setErrorDetail(
                com.google.rpc.Status.newBuilder()
                    .setMessageBytes(ByteString.copyFrom(new byte[100_000])))
            .build());
    assertThat(stream.end().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    var next = AdsClient.sotw(channel, TOKEN);
    next.send(AdsClient.first("default.web.shop", CLUSTER).build());
    next.response();
  }

  @Test
  void aFirstMessageIsSmall() {
    assertThat(
            endOf(AdsClient.first("a.b.c", CLUSTER, "n".repeat(40_000)).build(), TOKEN).getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void nothingCompressedIsTaken() {
    var stream = AdsClient.compressing(plane.channel(), TOKEN);
    stream.send(AdsClient.first("a.b.c", CLUSTER).build());
    assertThat(stream.end().getCode()).isEqualTo(Code.UNIMPLEMENTED);
  }

  @Test
  void checksThatWaitAreBoundedAndThoseOfEndedStreamsAreNotMade() throws Exception {
    // Given: one check at a time, and room for one that waits
    plane.close();
    var go = new CountDownLatch(1);
    var checked = new ConcurrentLinkedQueue<String>();
    DataPlaneLimits usual = LocalDataPlane.LIMITS;
    var limits =
        new DataPlaneLimits(
            usual.bodyBytes(),
            usual.firstBytes(),
            usual.messageBytes(),
            usual.unprovenBytes(),
            usual.sentBytes(),
            usual.connections(),
            usual.streams(),
            usual.bootstraps(),
            usual.workers(),
            1,
            1,
            usual.patience(),
            usual.pingInterval(),
            usual.stuckTime(),
            usual.refusalDelay());
    plane =
        new LocalDataPlane(
            VERTX,
            limits,
            (proxy, token) -> {
              checked.add(proxy.toString());
              awaitOpen(go);
              return new Verdict.Accepted();
            });
    plane.configure(Configurations.of());
    ManagedChannel channel = plane.channel();
    var first = AdsClient.sotw(channel, TOKEN);
    first.send(AdsClient.first("a.first.c", CLUSTER).build());
    await().untilAsserted(() -> assertThat(checked).containsExactly("a.first.c"));
    var second = AdsClient.sotw(channel, TOKEN);
    second.send(AdsClient.first("a.second.c", CLUSTER).build());
    var third = AdsClient.sotw(channel, TOKEN);
    third.send(AdsClient.first("a.third.c", CLUSTER).build());
    // the second waits: it came before on the same connection, and took the room
    assertThat(third.end().getCode()).isEqualTo(Code.UNAVAILABLE);
    // When
    second.cancel();
    assertThat(second.end().getCode()).isEqualTo(Code.CANCELLED);
    var fourth = AdsClient.sotw(channel, TOKEN);
    fourth.send(AdsClient.first("a.fourth.c", CLUSTER).build());
    // Then: by now the server knows that the second is over, for the same reason
    assertThat(fourth.end().getCode()).isEqualTo(Code.UNAVAILABLE);
    go.countDown();
    first.response();
    Thread.sleep(200); // the second would have its turn
    assertThat(checked).containsExactly("a.first.c");
  }

  @Test
  void aConnectionWithoutAStreamIsClosedAfterAWhile() throws Exception {
    // Given
    plane.close();
    plane =
        new LocalDataPlane(VERTX, limits(Duration.ofSeconds(1), Duration.ofSeconds(15)), BY_WORD);
    plane.configure(Configurations.of("CLUSTER/a@1"));
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
    DiscoveryResponse response = stream.response();
    try (SSLSocket socket = tls("h2")) {
      // When: settings, and GET / with the authority "a"
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      out.write(
          new byte[] {
            0, 0, 6, 1, 5, 0, 0, 0, 1, (byte) 0x82, (byte) 0x87, (byte) 0x84, 0x41, 1, 'a'
          });
      out.flush();
      // Then
      socket.setSoTimeout(10_000);
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .contains("404 page not found");
    }
    // And: one with a stream is not
    stream.send(AdsClient.accepting(response).build());
    plane.configure(Configurations.of("CLUSTER/a@2"));
    stream.response();
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theNewerStreamOfAProxyTakesThePlaceOfTheOlder() {
    // Given
    plane.configure(Configurations.of("CLUSTER/a@1"));
    var older = AdsClient.sotw(plane.channel(), TOKEN);
    older.send(AdsClient.first("default.web.shop", CLUSTER).build());
    older.response();
    // When: one that can't prove who it is changes nothing
    assertThat(endOf(AdsClient.first("default.web.shop", CLUSTER).build(), "bad").getCode())
        .isEqualTo(Code.UNAUTHENTICATED);
    assertThat(older.isQuiet()).isTrue();
    var newer = AdsClient.sotw(plane.channel(), TOKEN);
    newer.send(AdsClient.first("default.web.shop", CLUSTER).build());
    // Then
    newer.response();
    assertThat(older.end().getCode()).isEqualTo(Code.ABORTED);
    assertThat(plane.server.proxies()).isEqualTo(1);
    plane.configure(Configurations.of("CLUSTER/a@1", "CLUSTER/b@1"));
    assertThat(newer.isQuiet()).as("it has not answered the first response").isTrue();
  }

  @Test
  void aThousandProxiesThatComeBackAtOnceAreServed() throws Exception {
    // Given
    plane.configure(Configurations.of("CLUSTER/a@1"));
    List<ManagedChannel> channels = IntStream.range(0, 10).mapToObj(i -> plane.channel()).toList();
    for (int round = 0; round < 2; round++) {
      var streams = new ArrayList<AdsClient<DiscoveryRequest, DiscoveryResponse>>();
      // When
      for (int i = 0; i < 500; i++) {
        var stream = AdsClient.sotw(channels.get(i % 10), TOKEN);
        stream.send(AdsClient.first("default.p" + i + ".shop", CLUSTER).build());
        streams.add(stream);
      }
      // Then
      streams.forEach(AdsClient::response);
      streams.forEach(AdsClient::cancel);
    }
    await().untilAsserted(() -> assertThat(plane.server.proxies()).isZero());
    await().untilAsserted(() -> assertThat(plane.watches).isEmpty());
  }

  @Test
  void aSlowClientHasOneConfigurationWaitingAndGetsTheNewest() {
    // Given
    String bulk = "x".repeat(100_000);
    IntStream.range(0, 20)
        .forEach(i -> filling.add(Configurations.resource("CLUSTER/f" + i + "@" + bulk)));
    plane.configure(large("1"));
    var slow = AdsClient.slow(plane.channel(), TOKEN);
    slow.send(AdsClient.first("default.slow.shop", CLUSTER).build());
    slow.send(AdsClient.request(LISTENER).build());
    await().untilAsserted(() -> assertThat(sentTo("default.slow.shop")).isPositive());
    // When
    for (int i = 2; i < 200; i++) {
      plane.configure(large(Integer.toString(i)));
    }
    var quick = AdsClient.sotw(plane.channel(), TOKEN);
    quick.send(AdsClient.first("default.quick.shop", CLUSTER).build());
    quick.response();
    // Then
    assertThat(sentTo("default.slow.shop")).isEqualTo(1);
    slow.take(10);
    DiscoveryResponse first = slow.response();
    slow.send(AdsClient.accepting(first).build());
    assertThat(List.of(slow.response(), slow.response()))
        .extracting(DiscoveryResponse::getTypeUrl)
        .containsExactlyInAnyOrder(CLUSTER.url(), LISTENER.url());
    assertThat(sentTo("default.slow.shop")).isEqualTo(3);
  }

  @Test
  void whatIsSentToAllTogetherIsBoundedAndWhoTakesNothingIsLeft() {
    // Given: room for one response at a time
    plane.close();
    plane =
        new LocalDataPlane(
            VERTX,
            limits(
                1 << 20, 1, Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(1)),
            BY_WORD);
    String bulk = "x".repeat(100_000);
    IntStream.range(0, 3)
        .forEach(i -> filling.add(Configurations.resource("CLUSTER/f" + i + "@" + bulk)));
    plane.configure(large("1"));
    var stuck = AdsClient.slow(plane.channel(), TOKEN);
    stuck.send(AdsClient.first("default.stuck.shop", CLUSTER).build());
    await().untilAsserted(() -> assertThat(sentTo("default.stuck.shop")).isEqualTo(1));
    // When
    List<AdsClient<DiscoveryRequest, DiscoveryResponse>> others =
        IntStream.range(0, 10)
            .mapToObj(i -> {
              var stream = AdsClient.sotw(plane.channel(), TOKEN);
              stream.send(AdsClient.first("default.p" + i + ".shop", CLUSTER).build());
              return stream;
            })
            .toList();
    // Then
    others.forEach(AdsClient::response);
    await().untilAsserted(() -> assertThat(plane.server.proxies()).isEqualTo(10));
  }

  @Test
  void whatAllStrangersSendTogetherIsBounded() throws Exception {
    plane.close();
    plane =
        new LocalDataPlane(
            VERTX,
            limits(
                100,
                1 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30)),
            BY_WORD);
    plane.configure(Configurations.of());
    assertThat(
            endOf(AdsClient.first("default.web.shop", CLUSTER, "n".repeat(200)).build(), TOKEN)
                .getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
    // And: what was counted is given back
    for (int i = 0; i < 10; i++) {
      var stream = AdsClient.sotw(plane.channel(), TOKEN);
      stream.send(AdsClient.first("a.b.c", CLUSTER).build());
      stream.response();
      // And: who has proved who it is is not among them
      stream.send(AdsClient.request(LISTENER).setVersionInfo("n".repeat(40_000)).build());
      stream.response();
    }
    assertThat(post(Version.HTTP_2, "x".repeat(200)).statusCode()).isEqualTo(503);
    assertThat(post(Version.HTTP_1_1, "{}").statusCode()).isEqualTo(422);
  }

  @Test
  void aClientThatIsGoneWithoutAWordIsNoticed() throws Exception {
    // Given
    plane.close();
    plane =
        new LocalDataPlane(VERTX, limits(Duration.ofSeconds(10), Duration.ofMillis(150)), BY_WORD);
    plane.configure(Configurations.of("CLUSTER/a@1"));
    try (var relay = new Relay(plane.server.port())) {
      var stream = AdsClient.sotw(relay.channel(plane.certificate), TOKEN);
      stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
      stream.response();
      Thread.sleep(500); // several pings, which are answered
      assertThat(plane.server.proxies()).isEqualTo(1);
      // When
      relay.freeze();
      // Then
      await().untilAsserted(() -> assertThat(plane.server.proxies()).isZero());
      assertThat(plane.watches).isEmpty();
    }
  }

  @Test
  void whoSaysNothingIsNotWaitedFor() throws Exception {
    // Given
    plane.close();
    plane =
        new LocalDataPlane(VERTX, limits(Duration.ofMillis(400), Duration.ofSeconds(15)), BY_WORD);
    // When: a connection without TLS, one without a request, half a request
    try (var plain = new Socket(InetAddress.getLoopbackAddress(), plane.server.port());
        SSLSocket silent = tls();
        SSLSocket half = tls()) {
      half.getOutputStream()
          .write(
              "POST /bootstrap HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\n\r\n{"
                  .getBytes(UTF_8));
      half.getOutputStream().flush();
      // Then
      for (Socket socket : List.of(plain, silent, half)) {
        socket.setSoTimeout(10_000);
        assertThat(readUntilEnd(socket)).isEmpty();
      }
    }
    // And: a stream without a message
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    assertThat(stream.end().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void aNewCertificateIsServedWithoutEndingStreams() {
    // Given
    plane.configure(Configurations.of("CLUSTER/a@1"));
    var before = AdsClient.sotw(plane.channel(), TOKEN);
    before.send(AdsClient.first("default.web.shop", CLUSTER).build());
    DiscoveryResponse response = before.response();
    ServingPair renewed =
        LocalDataPlane.ISSUER.issue(
            LocalDataPlane.ISSUER.newAuthority(), List.of("127.0.0.1"), List.of());
    // When
    plane.server.serve(renewed);
    var after = AdsClient.sotw(plane.channel(renewed), TOKEN);
    after.send(AdsClient.first("default.other.shop", CLUSTER).build());
    // Then
    after.response();
    before.send(AdsClient.accepting(response).build());
    plane.configure(Configurations.of("CLUSTER/a@2"));
    before.response();
  }

  @Test
  void whenTheServerEndsProxiesAreTold() {
    plane.configure(Configurations.of());
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
    stream.response();
    plane.server.close();
    assertThat(stream.end().getCode()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void frequentPingsOfAClientAreNoReasonToEndIt() throws Exception {
    plane.configure(Configurations.of("CLUSTER/a@1"));
    var pinged = new CountDownLatch(50);
    var stream = AdsClient.sotw(plane.channel(), TOKEN);
    stream.send(AdsClient.first("default.web.shop", CLUSTER).build());
    DiscoveryResponse response = stream.response();
    // A gRPC client itself pings no more often than every ten seconds, so by hand.
    try (SSLSocket socket = tls("h2")) {
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      for (int i = 0; i < 50; i++) {
        out.write(new byte[] {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8});
      }
      out.flush();
      Thread.ofVirtual().start(() -> countPings(socket, pinged));
      await().until(() -> pinged.getCount() == 0);
    }
    stream.send(AdsClient.accepting(response).build());
    plane.configure(Configurations.of("CLUSTER/a@2"));
    stream.response();
  }

  private static void countPings(SSLSocket socket, CountDownLatch pinged) {
    try {
      InputStream in = socket.getInputStream();
      while (pinged.getCount() > 0) {
        byte[] head = in.readNBytes(9);
        int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
        in.readNBytes(length);
        if (head[3] == 6 && head[4] == 1) {
          pinged.countDown();
        }
      }
    } catch (IOException e) {
      // The count tells.
    }
  }

  private long sentTo(String nodeId) {
    return plane.events.stream()
        .filter(
            event -> event instanceof ProxyEvent.Sent && event.proxy().toString().equals(nodeId))
        .count();
  }

  /** Far more than what fits between server and client, and two small resources that change. */
  private ProxyConfig large(String revision) {
    var resources = new ArrayList<>(filling);
    resources.add(Configurations.resource("CLUSTER/c@" + revision));
    resources.add(Configurations.resource("LISTENER/l@" + revision));
    return ProxyConfig.of(resources);
  }

  private io.grpc.Status endOf(DiscoveryRequest request, String... tokens) {
    var stream = AdsClient.sotw(plane.channel(), tokens);
    stream.send(request);
    return stream.end();
  }

  private static DataPlaneLimits limits(Duration patience, Duration pingInterval) {
    return limits(1 << 20, 1 << 20, patience, pingInterval, Duration.ofSeconds(30));
  }

  private static DataPlaneLimits limits(
      long unprovenBytes,
      long sentBytes,
      Duration patience,
      Duration pingInterval,
      Duration stuckTime) {
    DataPlaneLimits usual = LocalDataPlane.LIMITS;
    return new DataPlaneLimits(
        usual.bodyBytes(),
        usual.firstBytes(),
        usual.messageBytes(),
        unprovenBytes,
        sentBytes,
        usual.connections(),
        usual.streams(),
        usual.bootstraps(),
        usual.workers(),
        usual.authentications(),
        usual.waitingAuthentications(),
        patience,
        pingInterval,
        stuckTime,
        usual.refusalDelay());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + plane.server.port() + path));
  }

  private HttpResponse<String> post(Version version, String body)
      throws IOException, InterruptedException {
    return send(
        version,
        request("/bootstrap")
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> send(Version version, HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(trusting(plane.certificate)).build()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private SSLSocket tls(String... protocols) throws IOException {
    var socket =
        (SSLSocket)
            trusting(plane.certificate)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), plane.server.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] readUntilEnd(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      return new byte[0]; // a reset is an end, too
    }
  }

  private static SSLContext trusting(ServingPair pair) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < pair.trust().size(); i++) {
        store.setCertificateEntry("ca" + i, pair.trust().get(i));
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
