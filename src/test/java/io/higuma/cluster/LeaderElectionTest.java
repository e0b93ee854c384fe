package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.leader.Candidate;
import io.higuma.leader.LeaseTiming;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  /** Nobody takes the Lease from it: it is the clock alone that ends its leadership. */
  @Test
  void whoIsCutOffRestsByItsOwnClockAndMayLeadAgain() {
    var isCutOff = new AtomicBoolean();
    LeaderElection election =
        started(
            "a",
            cutOffWhile(isCutOff::get, client),
            new LeaseTiming(Duration.ofSeconds(3), Duration.ofSeconds(2)));
    await().atMost(PATIENCE).until(() -> turns.contains("a leads") && election.holds());
    // When
    isCutOff.set(true);
    // Then
    await().atMost(PATIENCE).until(() -> !election.holds());
    await().atMost(PATIENCE).until(() -> turns.getLast().equals("a rests"));
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("a-0001");
    assertThat(election.holds()).isFalse();
    // When
    isCutOff.set(false);
    // Then
    await().atMost(PATIENCE).until(election::holds);
    await().atMost(PATIENCE).until(() -> turns.getLast().equals("a leads"));
  }

  private static KubernetesClient cutOffWhile(BooleanSupplier isCutOff, KubernetesClient client) {
    return (KubernetesClient)
        Proxy.newProxyInstance(
            KubernetesClient.class.getClassLoader(),
            new Class<?>[] {KubernetesClient.class},
            (proxy, method, arguments) -> {
              if (isCutOff.getAsBoolean()) {
                throw new KubernetesClientException("cut off");
              }
              return method.invoke(client, arguments);
            });
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

  /** The client would try again by itself, and nobody be told that it may not. */
  @Test
  @Timeout(60)
  void whoIsRefusedWhileTheLeadershipEndsIsTold() throws Exception {
    var leads = new AtomicBoolean(true);
    var asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          leads.set(false);
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    var config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    try (var busy = new KubernetesClientBuilder().withConfig(config).build()) {
      KubernetesClient fenced = new LeaderFence(leads::get).around(busy);
      assertThatThrownBy(() -> fenced.resource(configMap("late")).create())
          .isInstanceOf(KubernetesClientException.class);
      assertThat(asked).hasValue(1);
    } finally {
      server.stop(0);
    }
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
    return started(name, client, new LeaseTiming(Duration.ofSeconds(30), Duration.ofSeconds(20)));
  }

  private LeaderElection started(String name, KubernetesClient its, LeaseTiming timing) {
    var election =
        new LeaderElection(
            its,
            "kuma-system",
            new Candidate(name, name + "-0001"),
            timing,
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
