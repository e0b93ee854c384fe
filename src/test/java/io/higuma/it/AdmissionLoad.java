package io.higuma.it;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Has pods admitted, again and again. A request that fails is made again after 20 ms until it
 * succeeds.
 */
final class AdmissionLoad implements AutoCloseable {
  static final int CLIENTS = 4;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private final Duration pause;
  private final Runnable end;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong admitted = new AtomicLong();
  private final List<Failure> failures = new CopyOnWriteArrayList<>();
  private volatile boolean goesOn = true;

  /** Has one pod admitted. */
  interface Attempt {
    /**
     * Asks once, and waits for the answer.
     *
     * @throws IOException if nobody answered
     * @throws IllegalStateException if the answer was not a sidecar
     */
    void admit() throws IOException, InterruptedException;
  }

  /**
   * A request that was lost.
   *
   * @param again how often it failed when it was made again
   * @param until from the failure to the answer
   */
  record Failure(String message, int again, Duration until) {
    @Override
    public String toString() {
      return "%d ms, %d more tries: %s".formatted(until.toMillis(), again, message);
    }
  }

  /**
   * Begins.
   *
   * @param attempts one for each client
   * @param pause of each client between its requests, so that something is left of the machine
   */
  AdmissionLoad(List<Attempt> attempts, Duration pause, Runnable end) {
    this.pause = pause;
    this.end = end;
    attempts.forEach(attempt -> threads.execute(() -> run(attempt)));
  }

  /** Asks the API server, which stores nothing of it. */
  static AdmissionLoad throughApiServer(Cluster cluster, TestNamespace namespace, Duration pause) {
    Config config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
    config.setRequestRetryBackoffLimit(0); // Else nobody would know.
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    Pod pod = Pods.plain("load");
    Attempt attempt =
        () -> {
          try {
            var pods = client.pods().inNamespace(namespace.name());
            if (!Pods.hasSidecar(pods.resource(pod).dryRun().create())) {
              throw new IllegalStateException("admitted without its sidecar");
            }
          } catch (KubernetesClientException e) {
            throw new IOException(e.getMessage(), e);
          }
        };
    return new AdmissionLoad(Collections.nCopies(CLIENTS, attempt), pause, client::close);
  }

  /** Asks the webhook itself, each client over a connection of its own. */
  static AdmissionLoad ofReviews(Reviews reviews, int clients, Duration pause) {
    return new AdmissionLoad(
        Stream.generate(reviews::client).limit(clients).toList(), pause, () -> {});
  }

  long admitted() {
    return admitted.get();
  }

  List<Failure> failures() {
    return failures;
  }

  /** Waits until as many more have been admitted. */
  void awaitAnother(long more) {
    long wanted = admitted.get() + more;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> admitted.get() >= wanted);
  }

  private void run(Attempt attempt) {
    while (goesOn) {
      try {
        attempt.admit();
        admitted.incrementAndGet();
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      } catch (IOException | IllegalStateException e) {
        failures.add(untilItSucceeds(attempt, String.valueOf(e.getMessage())));
      }
    }
  }

  private Failure untilItSucceeds(Attempt attempt, String message) {
    long begin = System.nanoTime();
    for (int again = 0; ; again++) {
      try {
        Thread.sleep(BETWEEN_TRIES);
        attempt.admit();
        admitted.incrementAndGet();
        return new Failure(message, again, Duration.ofNanos(System.nanoTime() - begin));
      } catch (IOException | IllegalStateException e) {
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
    end.run();
  }
}
