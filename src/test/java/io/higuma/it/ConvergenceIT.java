package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The cluster comes to the same end whenever and however often the control plane is killed. {@code
 * make soak} does it with hundreds of kills.
 */
@ExtendWith(LocalCluster.class)
class ConvergenceIT {
  private static final int KILLS = Integer.getInteger("higuma.soak.kills", 4);
  private static final long SEED = Long.getLong("higuma.soak.seed", 1);
  private static final int CHANGES_PER_KILL = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Cluster cluster;
  private final Random random = new Random(SEED);

  ConvergenceIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void comesToTheSameEndHoweverOftenItIsKilled() throws Exception {
    System.out.printf("seed %d, %d kills%n", SEED, KILLS);
    List<Consumer<World>> changes = RandomChanges.of(SEED, KILLS * CHANGES_PER_KILL);
    try (var calm = new World(cluster, "calm");
        var wild = new World(cluster, "wild")) {
      // When
      changes.forEach(change -> change.accept(calm));
      amidKills(changes, wild);
      // Then
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertSame(wild.normalised(), calm.normalised()));
      for (World world : List.of(calm, wild)) {
        await().untilAsserted(() -> assertThat(world.orphans()).isEmpty());
        assertThat(dataplanes(world)).isEqualTo(runningPods(world)).isNotEmpty();
      }
      awaitRest(wild);
    } finally {
      cluster.startOperator();
    }
  }

  /** Of objects that are the same nothing is said. */
  private static void assertSame(Map<String, String> wild, Map<String, String> calm) {
    assertThat(wild.keySet()).isEqualTo(calm.keySet());
    calm.forEach((key, object) -> assertThat(wild.get(key)).as(key).isEqualTo(object));
  }

  /**
   * Nothing is written for three seconds. What is the same but for times may have one write under
   * way when the two worlds are first found equal, so that rest begins anew with each write; who
   * goes on writing never comes to it.
   */
  private static void awaitRest(World world) {
    var versions = new AtomicReference<>(world.versions());
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          Map<String, String> now = world.versions();
          assertThat(now).isEqualTo(versions.getAndSet(now));
        });
  }

  /** Kills come while a change is made or just after it, and some while the operator starts. */
  private void amidKills(List<Consumer<World>> changes, World world) throws Exception {
    try (ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> last = killer.submit(() -> {});
      int each = Math.max(1, changes.size() / KILLS);
      int killed = 0;
      for (int i = 0; i < changes.size(); i++) {
        if (i % each == 0 && killed < KILLS) {
          killed++;
          last.get();
          int most = random.nextInt(3) == 0 ? 4_000 : 400;
          last = killer.schedule(this::kill, random.nextInt(most), TimeUnit.MILLISECONDS);
        }
        changes.get(i).accept(world);
      }
      last.get();
    }
  }

  private void kill() {
    cluster.killOperator();
    if (random.nextInt(3) == 0) {
      cluster.startOperatorAgain();
      sleep(random.nextInt(1_500));
      cluster.killOperator();
    }
    cluster.startOperatorAgain();
  }

  private static List<String> dataplanes(World world) {
    return world.versions().keySet().stream()
        .filter(key -> key.startsWith("Dataplane "))
        .map(key -> key.substring(key.indexOf('/') + 1))
        .toList();
  }

  private static List<String> runningPods(World world) {
    return world.client().pods().inNamespace(world.name()).list().getItems().stream()
        .map((Pod pod) -> pod.getMetadata().getName())
        .sorted()
        .toList();
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
