package io.higuma.it;

import static io.higuma.it.ChaosReport.number;
import static io.higuma.it.ChaosReport.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.certs.CertificateSecrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each fault of docs/reliability.md on two replicas under load, and what it costs. {@code make
 * chaos} runs it; it measures, so the machine should have little else to do.
 */
@ExtendWith(LocalCluster.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Chaos {
  private static final long ADMISSIONS = Long.getLong("higuma.chaos.admissions", 100_000);

  /** Connections to the webhook beside those of the API server. */
  private static final int CLIENTS = 12;

  private static final int STORM_CLIENTS = 256;
  private static final int STORM = 10_000;
  private static final int STORED = 300;

  private static final Duration ETCD_PAUSE = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration BREATH = Duration.ofMillis(1);

  private final ChaosReport report = new ChaosReport();
  private final Cluster cluster;
  private @Nullable Replicas started;

  Chaos(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void start() {
    started = new Replicas(cluster, Map.of()).start();
  }

  @AfterAll
  void restore() {
    report.write();
    if (started != null) {
      started.close();
    }
  }

  private Replicas replicas() {
    return Objects.requireNonNull(started);
  }

  /** Requests by the API server, and more by ourselves: it takes most of the machine's time. */
  private final class Load implements AutoCloseable {
    private final AdmissionLoad stored;
    private final AdmissionLoad direct;

    Load(TestNamespace namespace) {
      stored = AdmissionLoad.throughApiServer(cluster, namespace, Duration.ofMillis(20));
      direct = AdmissionLoad.ofReviews(reviews(namespace), CLIENTS, BREATH);
      awaitAnother();
    }

    void awaitAnother() {
      stored.awaitAnother(100);
      direct.awaitAnother(1000);
    }

    long admitted() {
      return stored.admitted() + direct.admitted();
    }

    List<AdmissionLoad.Failure> failures() {
      return Stream.of(stored, direct).flatMap(load -> load.failures().stream()).toList();
    }

    @Override
    public void close() {
      stored.close();
      direct.close();
    }
  }

  private Reviews reviews(TestNamespace namespace) {
    return new Reviews(cluster, replicas().port(), namespace);
  }

  /** A row of what is lost while something is done, which has to hold. */
  private void during(
      Load load,
      String fault,
      String how,
      Runnable deed,
      Consumer<List<AdmissionLoad.Failure>> holds) {
    long before = load.admitted();
    int known = load.failures().size();
    Duration took = time(deed);
    load.awaitAnother();
    List<AdmissionLoad.Failure> failures = load.failures();
    List<AdmissionLoad.Failure> lost = failures.subList(known, failures.size());
    report.add(fault, how, lost(lost, load.admitted() - before), seconds(took));
    holds.accept(lost);
  }

  private static String lost(List<AdmissionLoad.Failure> lost, long admitted) {
    String count = "%d of %s admissions".formatted(lost.size(), number(admitted + lost.size()));
    if (lost.isEmpty()) {
      return count;
    }
    lost.forEach(System.out::println);
    Duration longest =
        lost.stream().map(AdmissionLoad.Failure::until).max(Duration::compareTo).orElseThrow();
    return "%s; the next try succeeded after %d ms at the latest"
        .formatted(count, longest.toMillis());
  }

  private static Duration time(Runnable deed) {
    long begin = System.nanoTime();
    deed.run();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static void awaitQuickly(Callable<Boolean> condition) {
    await()
        .atMost(Replicas.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK)
        .ignoreExceptions()
        .until(condition);
  }

  private static void assertNone(List<AdmissionLoad.Failure> lost) {
    assertThat(lost).isEmpty();
  }

  @Test
  @Order(1)
  void whatIsPlannedLosesNothing(TestNamespace namespace) {
    namespace.enabled();
    Replicas two = replicas();
    try (var load = new Load(namespace)) {
      long begin = System.nanoTime();
      during(
          load,
          "a replica ends",
          "SIGTERM of the leader, then a new process",
          () -> two.replace(two.leader()),
          Chaos::assertNone);
      during(
          load,
          "rolling update",
          "SIGTERM of each in turn, each time a new process",
          () -> two.all().forEach(two::replace),
          Chaos::assertNone);
      during(
          load,
          "rotation of the serving certificate",
          "Secret `kuma-tls-cert` deleted",
          two::rotate,
          Chaos::assertNone);
      int rounds = 0;
      for (; load.admitted() < ADMISSIONS; rounds++) {
        two.all().forEach(two::replace);
        two.rotate();
      }
      report.add(
          "all of these, again and again",
          "%d rolling updates and rotations more".formatted(rounds),
          lost(load.failures(), load.admitted()),
          seconds(Duration.ofNanos(System.nanoTime() - begin)));
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  @Order(2)
  void ofAKilledLeaderOnlyWhatIsInFlightIsLost(TestNamespace namespace) {
    namespace.enabled();
    Replica leader = replicas().leader();
    Replica other = replicas().other(leader);
    try (var load = new Load(namespace)) {
      during(
          load,
          "the leader is killed",
          "SIGKILL; the time is until another one leads",
          () -> {
            leader.kill();
            awaitQuickly(other::leads);
          },
          lost -> {
            assertThat(lost).hasSizeLessThanOrEqualTo(CLIENTS + AdmissionLoad.CLIENTS);
            assertThat(lost).allSatisfy(one -> assertThat(one.until()).isLessThan(A_SECOND));
          });
    } finally {
      leader.again();
      replicas().awaitBoth();
    }
  }

  @Test
  @Order(3)
  void aLeaderThatIsCutOffGoesOnToAdmit(TestNamespace namespace) {
    namespace.enabled();
    Replica leader = replicas().leader();
    Replica other = replicas().other(leader);
    try (var load = new Load(namespace)) {
      during(
          load,
          "the leader is cut off from the API server",
          "its connections stay open, and nothing passes; the time is until another one leads",
          () -> {
            leader.wire().cut();
            awaitQuickly(other::leads);
          },
          Chaos::assertNone);
      assertThat(leader.leads()).as("two at a time").isFalse();
    } finally {
      leader.wire().mend();
    }
    assertThat(replicas().leader()).isEqualTo(other);
  }

  @Test
  @Order(4)
  void theApiServerRestarts(TestNamespace namespace) {
    namespace.enabled();
    var direct = AdmissionLoad.ofReviews(reviews(namespace), CLIENTS, BREATH);
    try (direct) {
      direct.awaitAnother(100);
      Duration took =
          time(() -> {
            cluster.restartApiServer();
            awaitReconciled(namespace, "restarted");
          });
      report.add(
          "the API server restarts",
          "SIGKILL, then a new process; the time is until a new pod has its Dataplane",
          lost(direct.failures(), direct.admitted()) + ", asked directly",
          seconds(took));
      assertThat(direct.failures()).isEmpty();
    }
  }

  @Test
  @Order(5)
  void etcdStandsStill(TestNamespace namespace) throws InterruptedException {
    namespace.enabled();
    var direct = AdmissionLoad.ofReviews(reviews(namespace), CLIENTS, BREATH);
    try (direct) {
      direct.awaitAnother(100);
      try (var frozen = cluster.freezeEtcd()) {
        Thread.sleep(ETCD_PAUSE);
      }
      Duration took = time(() -> awaitReconciled(namespace, "thawed"));
      report.add(
          "etcd stands still",
          "SIGSTOP for 15 s; the time is from its end until a new pod has its Dataplane",
          lost(direct.failures(), direct.admitted()) + ", asked directly",
          seconds(took));
      assertThat(direct.failures()).isEmpty();
    }
    assertThat(replicas().leader()).isNotNull();
  }

  @Test
  @Order(6)
  void ourSecretsAreDeleted(TestNamespace namespace) {
    namespace.enabled();
    String before = bundles().getFirst();
    try (var load = AdmissionLoad.throughApiServer(cluster, namespace, Duration.ofMillis(20))) {
      load.awaitAnother(100);
      Duration took =
          time(() -> {
            for (String name : List.of(CertificateSecrets.AUTHORITY, CertificateSecrets.SERVING)) {
              cluster.client().secrets().inNamespace("kuma-system").withName(name).delete();
            }
            awaitQuickly(() -> bundles().stream().noneMatch(bundle -> bundle.equals(before)));
          });
      load.awaitAnother(300);
      report.add(
          "authority and certificate are lost",
          "Secrets `higuma-ca` and `kuma-tls-cert` deleted; the time is until all webhooks have the new authority",
          lost(load.failures(), load.admitted()),
          seconds(took));
      // Each replica serves the new certificate when it has seen it, and the API server calls by
      // the old caBundle for a moment.
      assertThat(load.failures())
          .allSatisfy(one -> assertThat(one.until()).isLessThan(Duration.ofSeconds(10)));
    }
  }

  @Test
  @Order(7)
  void theCaBundleIsDeleted(TestNamespace namespace) {
    healed(
        namespace,
        "the authority is taken out of the webhooks",
        "`caBundle` of all entries removed",
        webhook -> webhook.getClientConfig().setCaBundle(null),
        webhook -> webhook.getClientConfig().getCaBundle() != null);
  }

  @Test
  @Order(8)
  void theRulesAreDeleted(TestNamespace namespace) {
    healed(
        namespace,
        "the rules are taken out of the webhooks",
        "`rules` of all entries removed: what is lost is pods without a sidecar",
        webhook -> webhook.setRules(List.of()),
        webhook -> !webhook.getRules().isEmpty());
  }

  private void healed(
      TestNamespace namespace,
      String fault,
      String how,
      Consumer<MutatingWebhook> harm,
      Predicate<MutatingWebhook> isWell) {
    namespace.enabled();
    try (var load = AdmissionLoad.throughApiServer(cluster, namespace, Duration.ofMillis(20))) {
      load.awaitAnother(100);
      Duration took =
          time(() -> {
            webhooks()
                .edit(found -> {
                  found.getWebhooks().forEach(harm);
                  return found;
                });
            awaitQuickly(() -> webhooks().require().getWebhooks().stream().allMatch(isWell));
          });
      load.awaitAnother(300);
      report.add(fault, how, lost(load.failures(), load.admitted()), seconds(took));
      assertThat(load.failures())
          .allSatisfy(one -> assertThat(one.until()).isLessThan(Duration.ofSeconds(5)));
    }
  }

  @Test
  @Order(9)
  void aStormOfPodsNeedsBoundedMemoryAndThreads(TestNamespace namespace) {
    namespace.enabled();
    List<Footprint> before = footprints();
    var peak = new ArrayList<>(before);
    Duration took;
    try (var load = AdmissionLoad.ofReviews(reviews(namespace), STORM_CLIENTS, Duration.ZERO)) {
      took =
          time(() -> {
            while (load.admitted() < STORM) {
              load.awaitAnother(100);
              List<Footprint> now = footprints();
              for (int i = 0; i < now.size(); i++) {
                peak.set(i, peak.get(i).max(now.get(i)));
              }
            }
          });
      report.add(
          "storm of pods",
          "%s different pods, %d at a time".formatted(number(STORM), STORM_CLIENTS),
          lost(load.failures(), load.admitted()),
          seconds(took) + "; before: " + before + ", at most: " + peak);
      assertThat(load.failures()).isEmpty();
      assertThat(peak).allSatisfy(most -> assertThat(most.threads()).isLessThan(200));
    }
    Duration followed =
        time(() -> {
          for (int i = 0; i < STORED; i++) {
            namespace.create(Pods.plain("storm-" + i));
          }
          awaitQuickly(() ->
              cluster
                      .client()
                      .resources(Dataplane.class)
                      .inNamespace(namespace.name())
                      .list()
                      .getItems()
                      .size()
                  == STORED);
        });
    report.add(
        "storm of pods that stay",
        "%d created one after the other".formatted(STORED),
        "0 of " + STORED,
        seconds(followed) + " until the last has its Dataplane; after: " + footprints());
  }

  @Test
  @Order(10)
  void bothAreKilled(TestNamespace namespace) {
    namespace.enabled();
    replicas().all().forEach(Replica::kill);
    try {
      assertThat(
              cluster
                  .client()
                  .pods()
                  .inNamespace("kube-system")
                  .resource(Pods.plain("chaos"))
                  .dryRun()
                  .create())
          .isNotNull();
    } finally {
      Duration took =
          time(() -> {
            replicas().all().forEach(Replica::again);
            awaitQuickly(() -> Pods.hasSidecar(namespace.dryRun(Pods.plain("back"))));
          });
      report.add(
          "both replicas are killed",
          "SIGKILL, then new processes; the time is from their start until a pod has its sidecar",
          "pods of the mesh are refused meanwhile, others are not",
          seconds(took));
      replicas().awaitBoth();
    }
    awaitReconciled(namespace, "back");
  }

  /** What a process has of the machine. */
  private record Footprint(long megabytes, long threads) {
    static Footprint of(Replica replica) {
      String status = replica.footprint();
      return new Footprint(field(status, "VmRSS") / 1024, field(status, "Threads"));
    }

    private static long field(String status, String name) {
      return status
          .lines()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElseThrow();
    }

    Footprint max(Footprint other) {
      return new Footprint(Math.max(megabytes, other.megabytes), Math.max(threads, other.threads));
    }

    @Override
    public String toString() {
      return "%d MiB and %d threads".formatted(megabytes, threads);
    }
  }

  private List<Footprint> footprints() {
    return replicas().all().stream().map(Footprint::of).toList();
  }

  private Resource<MutatingWebhookConfiguration> webhooks() {
    return cluster
        .client()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("kuma-admission-mutating-webhook-configuration");
  }

  private List<String> bundles() {
    return webhooks().require().getWebhooks().stream()
        .map(webhook -> String.valueOf(webhook.getClientConfig().getCaBundle()))
        .toList();
  }

  private static void awaitReconciled(TestNamespace namespace, String name) {
    awaitQuickly(() -> {
      if (namespace.pod(name).get() == null) {
        namespace.create(Pods.plain(name));
      }
      return namespace.dataplane(name).get() != null;
    });
  }
}
