package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.leader.Candidate;
import io.higuma.leader.LeaseTiming;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class LeaderElectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  private final List<LeaderElection> elections = new ArrayList<>();
  private final List<String> turns = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    elections.forEach(LeaderElection::close);
  }

  @Test
  void oneLeadsAndTheOtherWhenItHasEnded() {
    LeaderElection first = started("a");
    await().atMost(PATIENCE).until(() -> turns.contains("a leads"));
    assertThat(first.holds()).isTrue();
    LeaderElection second = started("b");
    await().atMost(PATIENCE).until(() -> second.holder().equals("a-0001"));
    assertThat(second.holds()).isFalse();
    // When
    first.close();
    // Then
    assertThat(first.holds()).isFalse();
    await().atMost(PATIENCE).until(second::holds);
    await().atMost(PATIENCE).until(() -> turns.contains("b leads"));
    assertThat(turns).containsExactly("a rests", "a leads", "b rests", "a rests", "b leads");
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("b-0001");
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void whoIsRobbedOfTheLeaseRestsAndLivesOn() {
    LeaderElection election = started("a");
    var registry = new SimpleMeterRegistry();
    election.measure(registry);
    await().atMost(PATIENCE).until(() -> turns.contains("a leads"));
    assertThat(registry.get("higuma.leader").gauge().value()).isEqualTo(1);
    // When
    Lease stolen = lease();
    stolen.getSpec().setHolderIdentity("thief-0001");
    client.resource(stolen).update();
    // Then
    await().atMost(PATIENCE).until(() -> turns.equals(List.of("a rests", "a leads", "a rests")));
    assertThat(registry.get("higuma.leader").gauge().value()).isZero();
    // When: it is given back.
    Lease free = lease();
    free.getSpec().setHolderIdentity("");
    client.resource(free).update();
    // Then
    await().atMost(PATIENCE).until(election::holds);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(turns).containsExactly("a rests", "a leads", "a rests", "a leads"));
  }

  @Test
  void writesPassWhileLeadingOnly() {
    var leads = new AtomicBoolean(true);
    KubernetesClient fenced = new LeaderFence(leads::get).around(client);
    fenced.resource(configMap("first")).create();
    leads.set(false);
    assertThat(fenced.configMaps().inNamespace("shop").withName("first").get()).isNotNull();
    assertThatThrownBy(() -> fenced.resource(configMap("second")).create())
        .isInstanceOf(LeaderFence.NotLeadingException.class);
    assertThat(client.configMaps().inNamespace("shop").withName("second").get()).isNull();
    client.resource(configMap("second")).create();
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .endMetadata()
        .build();
  }

  private Lease lease() {
    return client.leases().inNamespace("kuma-system").withName(LeaderElection.LEASE).get();
  }

  private LeaderElection started(String name) {
    var election =
        new LeaderElection(
            client,
            "kuma-system",
            new Candidate(name, name + "-0001"),
            new LeaseTiming(Duration.ofSeconds(30), Duration.ofSeconds(20)),
            InstantSource.system());
    elections.add(election);
    election.follow(
        new LeaderElection.Follower() {
          @Override
          public void lead() {
            turns.add(name + " leads");
          }

          @Override
          public void rest() {
            turns.add(name + " rests");
          }
        });
    election.start();
    return election;
  }
}
