package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two control planes on one cluster: what becomes of admissions and of the Lease when one of them
 * goes. {@link Chaos} measures it.
 */
@ExtendWith(LocalCluster.class)
@TestInstance(Lifecycle.PER_CLASS)
class ReplicasIT {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Cluster cluster;
  private @Nullable Replicas started;

  ReplicasIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void start() {
    started = new Replicas(cluster, Map.of()).start();
  }

  private Replicas replicas() {
    return Objects.requireNonNull(started);
  }

  @AfterAll
  void restore() {
    if (started != null) {
      started.close();
    }
  }

  @Test
  void anUpdateAndARotationLoseNoAdmission(TestNamespace namespace) {
    namespace.enabled();
    try (var load = AdmissionLoad.throughApiServer(cluster, namespace, PAUSE)) {
      for (Replica replica : replicas().all()) {
        replicas().replace(replica);
        assertThat(replica.log()).as("of the new process").doesNotContain("leads no more");
      }
      replicas().rotate();
      load.awaitAnother(100);
      assertThat(load.failures()).isEmpty();
    }
    assertThat(replicas().leader()).isNotNull();
  }

  /** Who leads loses its way to the API server and has it back; then the next one is killed. */
  @Test
  void aLeaderThatIsCutOffStopsAndLivesOnAndLeadsAgainWhenTheNextIsKilled(TestNamespace namespace) {
    namespace.enabled();
    Replica leader = replicas().leader();
    Replica other = replicas().other(leader);
    long process = leader.process().pid();
    try (var load = AdmissionLoad.throughApiServer(cluster, namespace, PAUSE)) {
      // When
      leader.wire().cut();
      awaitQuickly(() -> !leader.leads());
      awaitQuickly(other::leads);
      // Then: both go on to admit, the one from memory.
      assertIsReconciled(namespace, "meanwhile");
      assertThat(leader.isReady()).isTrue();
      assertThat(load.failures()).isEmpty();
      // When
      leader.wire().mend();
      // Then
      await()
          .atMost(Replicas.PATIENCE)
          .until(() -> leader.log().contains("Another replica leads: kuma-control-plane-"));
      assertThat(leader.leads()).isFalse();
      assertThat(leader.log()).contains("This replica leads no more");
      // When
      other.kill();
      // Then
      awaitQuickly(leader::leads);
      load.awaitAnother(100);
      assertThat(leader.process().pid()).isEqualTo(process);
    }
    assertIsReconciled(namespace, "again");
    other.again();
    replicas().awaitBoth();
  }

  private static void awaitQuickly(Callable<Boolean> condition) {
    await().atMost(Replicas.PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
  }

  /** A new pod gets its Dataplane. */
  private static void assertIsReconciled(TestNamespace namespace, String name) {
    namespace.create(Pods.plain(name));
    await().atMost(Replicas.PATIENCE).until(() -> namespace.dataplane(name).get() != null);
  }
}
