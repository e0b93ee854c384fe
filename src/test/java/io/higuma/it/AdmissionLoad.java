package io.higuma.it;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has the API server admit pods, which it does not store, again and again. A request that fails is
 * made again after 20 ms until it succeeds.
 */
final class AdmissionLoad implements AutoCloseable {
  static final int CLIENTS = 4;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  private final KubernetesClient client;
  private final String namespace;
  private final Duration pause;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong admitted = new AtomicLong();
  private final List<Failure> failures = new CopyOnWriteArrayList<>();
  private volatile boolean goesOn = true;

  /**
   * A request that was lost.
   *
   * @param again how often it failed when it was made again
   * @param until from the failure to the answer
   */
  record Failure(String message, int again, Duration until) {
    @Override
    public String toString() {
      return "%d ms, %d more tries".formatted(until.toMillis(), again);
    }
  }

  /**
   * Begins.
   *
   * @param pause of each client between its requests, so that something is left of the machine
   */
  AdmissionLoad(Cluster cluster, TestNamespace namespace, Duration pause) {
    this.pause = pause;
    Config config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
    config.setRequestRetryBackoffLimit(0); // Else nobody would know.
    client = new KubernetesClientBuilder().withConfig(config).build();
    this.namespace = namespace.name();
    for (int i = 0; i < CLIENTS; i++) {
      threads.execute(this::run);
    }
  }

  long admitted() {
    return admitted.get();
  }

  List<Failure> failures() {
    return failures;
  }

  private void run() {
    Pod pod = Pods.plain("load");
    while (goesOn) {
      try {
        attempt(pod);
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      } catch (KubernetesClientException | IllegalStateException e) {
        failures.add(untilItSucceeds(pod, String.valueOf(e.getMessage())));
      }
    }
  }

  private void attempt(Pod pod) {
    if (!Pods.hasSidecar(client.pods().inNamespace(namespace).resource(pod).dryRun().create())) {
      throw new IllegalStateException("admitted without its sidecar");
    }
    admitted.incrementAndGet();
  }

  private Failure untilItSucceeds(Pod pod, String message) {
    long begin = System.nanoTime();
    for (int again = 0; ; again++) {
      try {
        Thread.sleep(BETWEEN_TRIES);
        attempt(pod);
        return new Failure(message, again, Duration.ofNanos(System.nanoTime() - begin));
      } catch (KubernetesClientException | IllegalStateException e) {
        if (!goesOn) {
          return new Failure(message, again, Duration.ofDays(1));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Failure(message, again, Duration.ofDays(1));
      }
    }
  }

  /** Ends when the last answers are there. */
  @Override
  public void close() {
    goesOn = false;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
