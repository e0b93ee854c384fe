package io.higuma;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * When the API server is to call us for the first time: not before somebody answers it, and has a
 * mesh to put pods into. Where it calls us already, as after an upgrade, nothing waits for this.
 *
 * @param ready whether this process can answer
 * @param kept whether there are configurations to write into
 * @param reachable whether calls would reach us; what it throws counts as no
 * @param meshed whether the first mesh is there, without which each pod would be refused
 */
record WebhookOpening(
    BooleanSupplier ready,
    BooleanSupplier kept,
    BooleanSupplier reachable,
    BooleanSupplier meshed) {
  private static final Logger LOG = Logger.getLogger(WebhookOpening.class);

  /**
   * Returns when it is time.
   *
   * @param patience for the mesh alone, after all else: without it pods are told what is missing,
   *     and those that name another mesh start
   * @return whether it is; false when the thread was interrupted
   */
  boolean await(Duration betweenLooks, Duration patience) {
    try {
      while (!(ready.getAsBoolean() && kept.getAsBoolean() && isReachable())) {
        Thread.sleep(betweenLooks);
      }
      long since = System.nanoTime();
      while (!meshed.getAsBoolean()) {
        if (System.nanoTime() - since > patience.toNanos()) {
          LOG.warn("Pods are admitted from now on, though there is no Mesh \"default\" yet");
          return true;
        }
        Thread.sleep(betweenLooks);
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isReachable() {
    try {
      return reachable.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.debugv(e, "The API server did not tell whether it reaches us");
      return false;
    }
  }
}
