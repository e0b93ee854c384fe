package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.higuma.certs.CertificateSecrets;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two control planes on one cluster, of which one reconciles. Their webhooks are called through a
 * balancer that hands new connections to those that are ready, as a Service does.
 */
@ExtendWith(LocalCluster.class)
@TestInstance(Lifecycle.PER_CLASS)
class ReplicasIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** How many pods are admitted at least while replicas come and go; more by hand. */
  private static final long ADMISSIONS = Long.getLong("higuma.replicas.admissions", 200);

  /** How often all are replaced amid as many as that. */
  private static final int ROUNDS = 10;

  private static final Duration PAUSE = Duration.ofMillis(ADMISSIONS > 1000 ? 0 : 20);

  /** So long does one that ends serve on, for the balancer to know. */
  private static final String FAREWELL = "1s";

  private final Cluster cluster;
  private final AtomicInteger turn = new AtomicInteger();
  private @Nullable Thread looks;
  private volatile List<Replica> ready = List.of();
  private Relay balancer;
  private List<Replica> replicas = List.of();

  ReplicasIT(Cluster cluster) {
    this.cluster = cluster;
    balancer = new Relay(this::next);
  }

  private OptionalInt next() {
    List<Replica> now = ready;
    return now.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            now.get(Math.floorMod(turn.getAndIncrement(), now.size())).admissionPort());
  }

  @BeforeAll
  void start() throws Exception {
    cluster.stopOperator();
    int apiServer = URI.create(cluster.client().getConfiguration().getMasterUrl()).getPort();
    replicas =
        List.of(
            new Replica("target/it/operator", new Relay(() -> OptionalInt.of(apiServer))),
            new Replica("target/it/operator-2", new Relay(() -> OptionalInt.of(apiServer))));
    cluster.startReplica(replicas.get(0).folder(), "", settings(replicas.get(0)));
    cluster.startReplica(
        replicas.get(1).folder(), replicas.get(0).folder(), settings(replicas.get(1)));
    looks = Thread.ofVirtual().start(this::look);
    await().atMost(PATIENCE).until(() -> ready.size() == 2);
  }

  /** As the kubelet does, and quicker. */
  private void look() {
    try {
      while (true) {
        ready = replicas.stream().filter(Replica::isReady).toList();
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> settings(Replica replica) {
    return Map.of(
        "HIGUMA_WEBHOOK_PORT",
        Integer.toString(balancer.port()),
        "HIGUMA_API_SERVER",
        "https://127.0.0.1:" + replica.wire().port(),
        "QUARKUS_SHUTDOWN_DELAY",
        FAREWELL);
  }

  /** Other tests find the cluster as it was. */
  @AfterAll
  void restore() {
    if (looks != null) {
      looks.interrupt();
    }
    replicas.forEach(Replica::stop);
    balancer.close();
    cluster.startOperator();
  }

  @Test
  void anUpdateAndARotationLoseNoAdmission(TestNamespace namespace) {
    namespace.enabled();
    int rounds = 0;
    try (var load = new AdmissionLoad(cluster, namespace, PAUSE)) {
      do {
        for (Replica replica : replicas) {
          replica.terminate();
          replica.again();
          await().atMost(PATIENCE).until(() -> ready.size() == 2);
          assertThat(replica.log()).as("of the new process").doesNotContain("leads no more");
        }
        rotate();
        rounds++;
        long wanted = Math.min(ADMISSIONS, rounds * Math.max(200, ADMISSIONS / ROUNDS));
        await()
            .atMost(Duration.ofHours(1))
            .until(() -> load.admitted() >= wanted || !load.failures().isEmpty());
        System.out.printf(
            "%d admissions after %d rounds, failed: %s%n",
            load.admitted(), rounds, load.failures());
      } while (load.admitted() < ADMISSIONS);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(leaders()).hasSize(1);
  }

  @Test
  void ofAKilledLeaderOnlyWhatIsInFlightIsLost(TestNamespace namespace) {
    namespace.enabled();
    Replica leader = leader();
    Replica other = other(leader);
    try (var load = new AdmissionLoad(cluster, namespace, PAUSE)) {
      await().atMost(PATIENCE).until(() -> load.admitted() > 100);
      // When
      leader.kill();
      long begin = System.nanoTime();
      // Then
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(other::leads);
      Duration vacant = Duration.ofNanos(System.nanoTime() - begin);
      long before = load.admitted();
      await().atMost(PATIENCE).until(() -> load.admitted() > before + 100);
      System.out.printf(
          "Leader killed amid %d admissions: lost %s; another one leads after %d ms%n",
          load.admitted(), load.failures(), vacant.toMillis());
      assertThat(load.failures()).hasSizeLessThanOrEqualTo(AdmissionLoad.CLIENTS);
    }
    assertIsReconciled(namespace, "later");
    leader.again();
    await().atMost(PATIENCE).until(() -> ready.size() == 2);
    assertThat(leaders()).containsExactly(other);
  }

  @Test
  void whoIsCutOffStopsAndLivesOn(TestNamespace namespace) {
    namespace.enabled();
    Replica leader = leader();
    Replica other = other(leader);
    long process = leader.process().pid();
    try (var load = new AdmissionLoad(cluster, namespace, PAUSE)) {
      // When
      leader.wire().cut();
      long begin = System.nanoTime();
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> !leader.leads());
      assertThat(other.leads()).as("both at a time").isFalse();
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(other::leads);
      System.out.printf(
          "Leader cut off: another one leads after %d ms%n",
          Duration.ofNanos(System.nanoTime() - begin).toMillis());
      // Then: both go on to admit, the one from memory.
      assertIsReconciled(namespace, "meanwhile");
      assertThat(leader.isReady()).isTrue();
      assertThat(load.failures()).isEmpty();
    }
    // When
    leader.wire().mend();
    // Then
    await()
        .atMost(PATIENCE)
        .until(() -> leader.log().contains("Another replica leads: kuma-control-plane-"));
    assertThat(leader.leads()).isFalse();
    assertThat(leader.isAlive()).isTrue();
    assertThat(leader.process().pid()).isEqualTo(process);
    assertThat(leader.log()).contains("This replica leads no more");
    // When: it may lead again, in the same process.
    other.terminate();
    await().atMost(PATIENCE).until(leader::leads);
    assertIsReconciled(namespace, "again");
    assertThat(leader.process().pid()).isEqualTo(process);
    other.again();
    await().atMost(PATIENCE).until(() -> ready.size() == 2);
  }

  /** A new pod gets its Dataplane, and a Service its MeshService. */
  private static void assertIsReconciled(TestNamespace namespace, String name) {
    namespace.create(Pods.plain(name));
    await().atMost(PATIENCE).until(() -> namespace.dataplane(name).get() != null);
  }

  private void rotate() {
    var serving =
        cluster.client().secrets().inNamespace("kuma-system").withName(CertificateSecrets.SERVING);
    String before = serving.get().getData().get("tls.crt");
    serving.delete();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          var made = serving.get();
          return made != null && !Objects.equals(made.getData().get("tls.crt"), before);
        });
  }

  private Replica leader() {
    await().atMost(PATIENCE).until(() -> leaders().size() == 1 && ready.size() == 2);
    return leaders().getFirst();
  }

  private List<Replica> leaders() {
    return replicas.stream().filter(Replica::leads).toList();
  }

  private Replica other(Replica one) {
    return replicas.get(1 - replicas.indexOf(one));
  }
}
