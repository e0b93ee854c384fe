package io.higuma.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The version that the API server tells at start. A control plane that starts while the API server
 * is slow or away has nothing to do but to wait until it answers.
 */
public final class ApiServerVersion {
  private static final Logger LOG = Logger.getLogger(ApiServerVersion.class);

  private final Supplier<ClusterVersion> question;
  private final Duration betweenTries;
  private volatile @Nullable ClusterVersion told;

  /**
   * @param question throws {@link KubernetesClientException} if the API server fails
   */
  public ApiServerVersion(Supplier<ClusterVersion> question, Duration betweenTries) {
    this.question = question;
    this.betweenTries = betweenTries;
  }

  /** Whether the API server has answered; never waits. */
  public boolean isKnown() {
    return told != null;
  }

  /**
   * Asks until there is an answer, which then stays.
   *
   * @throws IllegalStateException if the thread is interrupted
   */
  public ClusterVersion awaited() {
    ClusterVersion known = told;
    return known == null ? ask() : known;
  }

  private synchronized ClusterVersion ask() {
    ClusterVersion known = told;
    if (known == null) {
      LOG.info("Asking the API server for its version"); // The client is silent for minutes.
    }
    while (known == null) {
      try {
        known = question.get();
      } catch (KubernetesClientException e) {
        LOG.warnv(
            "The API server does not tell its version, and is asked again: {0}", e.getMessage());
        pause();
      }
    }
    told = known;
    return known;
  }

  private void pause() {
    try {
      Thread.sleep(betweenTries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("ended while the API server was waited for", e);
    }
  }
}
