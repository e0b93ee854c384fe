package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.events.CountedEvent;
import io.higuma.events.EventTarget;
import io.higuma.events.EventType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class KubernetesEventsTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00.900Z");

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private KubernetesEvents events;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private volatile Instant now = START;

  @BeforeEach
  void open() {
    events = new KubernetesEvents(client, "tester", () -> now, meters);
  }

  @AfterEach
  void close() {
    events.close();
  }

  @Test
  void storesAnEventWhereUsersLook() {
    events.record(pod("web"), EventType.WARNING, "Broken", "It is broken");
    await().until(() -> stored("shop").size() == 1);
    Event event = stored("shop").getFirst();
    assertThat(event.getMetadata().getName()).startsWith("web.");
    assertThat(event.getInvolvedObject().getKind()).isEqualTo("Pod");
    assertThat(event.getInvolvedObject().getName()).isEqualTo("web");
    assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-web");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("Broken");
    assertThat(event.getMessage()).isEqualTo("It is broken");
    assertThat(event.getCount()).isEqualTo(1);
    assertThat(event.getFirstTimestamp()).isEqualTo("2026-05-01T08:00:00Z");
    assertThat(event.getSource().getComponent()).isEqualTo("tester");
  }

  @Test
  void countsWhatComesAgainWithoutReadingIt() throws Exception {
    events.record(pod("web"), EventType.NORMAL, "Made", "made");
    await().until(() -> stored("shop").size() == 1);
    now = START.plusSeconds(60);
    // When
    events.record(pod("web"), EventType.NORMAL, "Made", "made");
    events.record(pod("web"), EventType.NORMAL, "Made", "made");
    // Then
    await().until(() -> stored("shop").getFirst().getCount() == 3);
    assertThat(stored("shop"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getFirstTimestamp()).isEqualTo("2026-05-01T08:00:00Z");
          assertThat(event.getLastTimestamp()).isEqualTo("2026-05-01T08:01:00Z");
        });
    // Our role has no right to get events.
    String name = stored("shop").getFirst().getMetadata().getName();
    int requests = server.getRequestCount();
    for (int i = 0; i < requests; i++) {
      var request = server.takeRequest();
      assertThat(request.getMethod() + " " + request.getPath()).doesNotContain("GET " + path(name));
    }
  }

  @Test
  void whatDiffersIsAnotherEvent() {
    events.record(pod("web"), EventType.NORMAL, "Made", "one");
    events.record(pod("web"), EventType.NORMAL, "Made", "two");
    events.record(pod("other"), EventType.NORMAL, "Made", "one");
    await().until(() -> stored("shop").size() == 3);
    assertThat(stored("shop")).allMatch(event -> event.getCount() == 1);
  }

  @Test
  void anEventThatIsGoneIsMadeAnew() {
    events.record(pod("web"), EventType.NORMAL, "Made", "made");
    await().until(() -> stored("shop").size() == 1);
    client.v1().events().inNamespace("shop").delete();
    // When
    events.record(pod("web"), EventType.NORMAL, "Made", "made");
    // Then
    await().until(() -> stored("shop").size() == 1);
    assertThat(stored("shop").getFirst().getCount()).isEqualTo(1);
  }

  @Test
  void eventsOfClusterScopedObjectsAreInDefault() {
    events.record(
        new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build(),
        EventType.WARNING,
        "Odd",
        "x".repeat(5_000));
    await().until(() -> stored("default").size() == 1);
    assertThat(stored("default").getFirst().getMessage()).hasSize(1_024);
  }

  @Test
  void aFailureCostsOneEventAndNoMore() {
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/shop/events")
        .andReturn(403, "{\"kind\":\"Status\",\"code\":403}")
        .once();
    events.record(pod("lost"), EventType.NORMAL, "Made", "lost");
    events.record(pod("kept"), EventType.NORMAL, "Made", "kept");
    await().until(() -> stored("shop").size() == 1);
    assertThat(stored("shop").getFirst().getMessage()).isEqualTo("kept");
  }

  @Test
  void aNamespaceThatGoesAndAClosedClientCostNoMore() {
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/shop/events")
        .andReturn(
            403,
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":403,\"details\":{\"causes\":[{\"reason\":\"NamespaceTerminating\"}]}}")
        .once();
    events.record(pod("lost"), EventType.NORMAL, "Made", "lost");
    events.record(pod("kept"), EventType.NORMAL, "Made", "kept");
    await().until(() -> stored("shop").size() == 1);
    client.close();
    events.record(pod("late"), EventType.NORMAL, "Made", "late");
    events.close();
  }

  @Test
  void recordingNeverWaits() {
    // Given an answer that does not come, so that the queue fills and overflows
    var hold = new CountDownLatch(1);
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/shop/events")
        .andReply(403, request -> afterwards(hold))
        .once();
    // When
    for (int i = 0; i < 1_300; i++) {
      events.record(pod("web"), EventType.NORMAL, "Made", "event " + i);
    }
    hold.countDown();
    // Then
    await().atMost(Duration.ofSeconds(30)).until(() -> stored("shop").size() >= 999);
    await().during(Duration.ofMillis(300)).until(() -> stored("shop").size() <= 1_001);
    assertThat(lost("Normal")).as("and the one that was refused").isBetween(299.0, 301.0);
    assertThat(lost("Warning")).isZero();
  }

  @Test
  void warningsGoBeforeWhatWaits() throws Exception {
    var hold = new CountDownLatch(1);
    var onItsWay = new CountDownLatch(1);
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/shop/events")
        .andReply(
            403,
            request -> {
              onItsWay.countDown();
              return afterwards(hold);
            })
        .once();
    events.record(pod("web"), EventType.NORMAL, "Made", "the one that is refused");
    assertThat(onItsWay.await(20, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 1_100; i++) {
      events.record(pod("web"), EventType.NORMAL, "Made", "event " + i);
    }
    double before = lost("Normal");
    // When
    events.record(pod("web"), EventType.WARNING, "Broken", "It is broken");
    assertThat(lost("Normal")).isEqualTo(before + 1);
    hold.countDown();
    // Then
    await().until(() -> !stored("shop").isEmpty());
    assertThat(stored("shop")).extracting(Event::getReason).contains("Broken");
  }

  private double lost(String type) {
    return meters.get("higuma.events.lost").tag("type", type).counter().count();
  }

  private static String afterwards(CountDownLatch hold) {
    try {
      assertThat(hold.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "{\"kind\":\"Status\",\"code\":403}";
  }

  @Test
  void countedEventsAddTheirCount() {
    assertThat(events.write(counted(2))).isTrue();
    await().until(() -> stored("shop").size() == 1);
    assertThat(stored("shop").getFirst().getCount()).isEqualTo(2);
    // When
    events.write(counted(40));
    // Then
    await().until(() -> stored("shop").getFirst().getCount() == 42);
    assertThat(stored("shop").getFirst().getSource().getComponent()).isEqualTo("counter");
    assertThat(stored("shop").getFirst().getInvolvedObject().getKind()).isEqualTo("ReplicaSet");
  }

  @Test
  void saysThatItTakesNoMore() {
    var hold = new CountDownLatch(1);
    server
        .expect()
        .post()
        .withPath("/api/v1/namespaces/shop/events")
        .andReply(403, request -> afterwards(hold))
        .once();
    boolean taken = true;
    for (int i = 0; i < 1_300; i++) {
      taken = events.write(counted(1));
    }
    hold.countDown();
    assertThat(taken).isFalse();
  }

  @Test
  void theEndWaitsForWhatWasTaken() {
    events.write(counted(1));
    events.close();
    assertThat(stored("shop")).hasSize(1);
    assertThat(events.write(counted(1))).isFalse();
  }

  private static CountedEvent counted(int count) {
    return new CountedEvent(
        "counter",
        new EventTarget("apps/v1", "ReplicaSet", "shop", "cart-7", "u-1"),
        EventType.NORMAL,
        "Made",
        "made",
        count,
        START);
  }

  @Test
  void afterTheEndEventsAreLost() {
    events.close();
    events.record(pod("web"), EventType.NORMAL, "Made", "late");
    assertThat(stored("shop")).isEmpty();
  }

  private static String path(String event) {
    return "/api/v1/namespaces/shop/events/" + event;
  }

  private List<Event> stored(String namespace) {
    return client.v1().events().inNamespace(namespace).list().getItems();
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("shop")
        .withUid("uid-" + name)
        .endMetadata()
        .build();
  }
}
