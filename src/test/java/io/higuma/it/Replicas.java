package io.higuma.it;

import static org.awaitility.Awaitility.await;

import io.higuma.certs.CertificateSecrets;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two control planes on one cluster, of which one reconciles. Their webhooks are called through a
 * balancer that hands new connections to those that are ready, as a Service does.
 */
final class Replicas implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** How often the balancer looks who is ready. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** So long does one that ends serve on, for the balancer to know. */
  private static final String FAREWELL = "1s";

  private final Cluster cluster;
  private final Map<String, String> settings;
  private final List<Replica> all;
  private final Relay balancer = new Relay(this::next);
  private final AtomicInteger turn = new AtomicInteger();
  private final Thread looks = Thread.ofVirtual().unstarted(this::look);
  private volatile List<Replica> ready = List.of();

  /**
   * Nothing is started yet.
   *
   * @param settings for both, by the names of their environment variables
   */
  Replicas(Cluster cluster, Map<String, String> settings) {
    this.cluster = cluster;
    this.settings = Map.copyOf(settings);
    int apiServer = URI.create(cluster.client().getConfiguration().getMasterUrl()).getPort();
    all =
        List.of(
            new Replica("target/it/operator", new Relay(() -> OptionalInt.of(apiServer))),
            new Replica("target/it/operator-2", new Relay(() -> OptionalInt.of(apiServer))));
  }

  /** Takes the place of the one operator that runs, and waits until both are ready. */
  Replicas start() {
    cluster.stopOperator();
    looks.start();
    try {
      all.forEach(this::launch);
      awaitBoth();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts one, the first with all objects of deploy/, and waits until it is ready. */
  private void launch(Replica replica) {
    String first = all.getFirst().folder();
    cluster.startReplica(
        replica.folder(),
        replica.folder().equals(first) ? "" : first,
        environment(replica, settings));
  }

  /** Applies deploy/ of this build, whatever the replicas are of. */
  void install() {
    Replica first = all.getFirst();
    cluster.install(first.folder(), environment(first, Map.of()));
  }

  /** Ends one, and starts one of this build in its place. */
  void renew(Replica replica) {
    replica.terminate();
    cluster.startReplica(replica.folder(), all.getFirst().folder(), environment(replica, Map.of()));
    awaitBoth();
  }

  List<Replica> all() {
    return all;
  }

  int port() {
    return balancer.port();
  }

  private Map<String, String> environment(Replica replica, Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("HIGUMA_WEBHOOK_PORT", Integer.toString(balancer.port()));
    environment.put("HIGUMA_API_SERVER", "https://127.0.0.1:" + replica.wire().port());
    environment.put("QUARKUS_SHUTDOWN_DELAY", FAREWELL);
    return environment;
  }

  void awaitBoth() {
    await().atMost(PATIENCE).until(() -> ready.size() == all.size());
  }

  /** The one that leads, once there is one and both are ready. */
  Replica leader() {
    await().atMost(PATIENCE).until(() -> leaders().size() == 1 && ready.size() == all.size());
    return leaders().getFirst();
  }

  List<Replica> leaders() {
    return all.stream().filter(Replica::leads).toList();
  }

  Replica other(Replica one) {
    return all.get(1 - all.indexOf(one));
  }

  /** Ends one as the kubelet does, and starts it again. */
  void replace(Replica replica) {
    replica.terminate();
    replica.again();
    awaitBoth();
  }

  /** Has a new serving certificate made. */
  void rotate() {
    var serving =
        cluster.client().secrets().inNamespace("kuma-system").withName(CertificateSecrets.SERVING);
    String before = serving.require().getData().get("tls.crt");
    serving.delete();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          var made = serving.get();
          return made != null && !Objects.equals(made.getData().get("tls.crt"), before);
        });
  }

  private OptionalInt next() {
    List<Replica> now = ready;
    return now.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            now.get(Math.floorMod(turn.getAndIncrement(), now.size())).admissionPort());
  }

  /** As the kubelet does, and quicker. */
  private void look() {
    try {
      while (true) {
        ready = all.stream().filter(Replica::isReady).toList();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Others find the cluster as it was. */
  @Override
  public void close() {
    looks.interrupt();
    all.forEach(Replica::stop);
    balancer.close();
    cluster.startOperator();
  }
}
