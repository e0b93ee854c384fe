package io.higuma.admission;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Closes connections beyond the limit, and those that hold their place without asking anything. */
final class ConnectionGuard {
  private static final Logger LOG = Logger.getLogger(ConnectionGuard.class);

  private final AdmissionLimits limits;
  private final Map<HttpConnection, Long> lastUse = new ConcurrentHashMap<>();

  ConnectionGuard(AdmissionLimits limits) {
    this.limits = limits;
  }

  void opened(HttpConnection connection) {
    if (lastUse.size() >= limits.connections()) {
      LOG.debugv("Closing a connection beyond {0}", limits.connections());
      connection.close();
      return;
    }
    lastUse.put(connection, System.nanoTime());
    connection.closeHandler(closed -> lastUse.remove(connection));
  }

  void used(HttpConnection connection) {
    lastUse.computeIfPresent(connection, (key, before) -> System.nanoTime());
  }

  /** Looks from time to time; until the returned timer is cancelled. */
  long watch(Vertx vertx) {
    return vertx.setPeriodic(limits.quietTime().toMillis() / 4, tick -> closeQuiet());
  }

  private void closeQuiet() {
    long now = System.nanoTime();
    lastUse.forEach((connection, last) -> {
      if (now - last > limits.quietTime().toNanos()) {
        connection.close();
      }
    });
  }
}
