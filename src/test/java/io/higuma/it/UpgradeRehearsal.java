package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * From an earlier build to this one under load. {@code make upgrade-rehearsal FROM=<commit>} makes
 * that build and runs this.
 */
@ExtendWith(LocalCluster.class)
class UpgradeRehearsal {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Cluster cluster;

  UpgradeRehearsal(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * As `kubectl apply -k deploy` does it: the objects first, then one replica after the other. What
   * the earlier one made is still there.
   */
  @Test
  void nothingFailsWhileReplicasAreReplacedByThoseOfThisBuild(TestNamespace namespace) {
    Path from = Path.of(System.getProperty("higuma.upgrade.from")).toAbsolutePath();
    Map<String, String> before = Map.of("HIGUMA_BUILD", from.toString());
    try (var replicas = new Replicas(cluster, before)) {
      replicas.start();
      namespace.enabled();
      namespace.create(Pods.plain("before"));
      namespace.awaitDataplane("before");
      String uid = namespace.awaitDataplane("before").getMetadata().getUid();
      List<AdmissionLoad.Failure> lost;
      long admitted;
      try (var load = AdmissionLoad.throughApiServer(cluster, namespace, PAUSE)) {
        load.awaitAnother(100);
        // When
        replicas.install();
        for (Replica replica : replicas.all()) {
          replicas.renew(replica);
          load.awaitAnother(100);
        }
        replicas.leader();
        load.awaitAnother(300);
        lost = load.failures();
        admitted = load.admitted();
      }
      // Then
      System.out.printf(
          "Upgrade from %s: %d of %d admissions lost%n", from.getFileName(), lost.size(), admitted);
      lost.forEach(System.out::println);
      namespace.create(Pods.plain("after"));
      await().atMost(Replicas.PATIENCE).until(() -> namespace.dataplane("after").get() != null);
      assertThat(namespace.awaitDataplane("before").getMetadata().getUid()).isEqualTo(uid);
      assertThat(lost).isEmpty();
    }
  }
}
