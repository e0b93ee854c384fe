package io.higuma.admission;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Closes connections that hold their place without asking anything: after a while, and at once when
 * there is a new one too many.
 */
final class ConnectionGuard {
  private static final Logger LOG = Logger.getLogger(ConnectionGuard.class);

  private static final long NO_ERROR = 0;

  /** Of HTTP/2: whichever the client has opened is answered. */
  private static final int ANY_STREAM = Integer.MAX_VALUE;

  private final AdmissionLimits limits;
  private final Map<HttpConnection, Use> uses = new ConcurrentHashMap<>();
  private volatile boolean isDraining;

  ConnectionGuard(AdmissionLimits limits) {
    this.limits = limits;
  }

  /** The use of one connection. */
  private static final class Use {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean dismissed = new AtomicBoolean();
    private volatile long last = System.nanoTime();

    private long quietNanos() {
      return System.nanoTime() - last;
    }
  }

  void opened(HttpConnection connection) {
    if (uses.size() >= limits.connections()) {
      HttpConnection closed = idlest().orElse(connection);
      LOG.debugv("Closing a connection beyond {0}", limits.connections());
      uses.remove(closed);
      closed.close();
      if (closed.equals(connection)) {
        return;
      }
    }
    uses.put(connection, new Use());
    connection.closeHandler(closed -> uses.remove(connection));
  }

  /** A request has begun. */
  void used(HttpConnection connection) {
    Use use = uses.get(connection);
    if (use != null) {
      use.last = System.nanoTime();
      use.open.incrementAndGet();
      if (isDraining) {
        dismiss(connection, use); // One that came after the others were asked.
      }
    }
  }

  /** A request that has begun is over. */
  void released(HttpConnection connection) {
    Use use = uses.get(connection);
    if (use != null) {
      use.open.decrementAndGet();
    }
  }

  /**
   * Asks clients to take other connections, which may lead elsewhere. What is on its way by then is
   * still answered: a connection that ends as soon as it is idle would lose it.
   */
  void dismiss() {
    isDraining = true;
    uses.forEach(this::dismiss);
  }

  private void dismiss(HttpConnection connection, Use use) {
    if (!isHttp2(connection)) {
      if (use.open.get() == 0) {
        connection.close();
      }
    } else if (use.dismissed.compareAndSet(false, true)) {
      connection.goAway(NO_ERROR, ANY_STREAM);
    }
  }

  /**
   * Takes no more requests on the connections that there are, answers what has begun, and closes
   * them.
   *
   * @param patience for the answers
   */
  void end(Duration patience) {
    uses.keySet().stream()
        .filter(ConnectionGuard::isHttp2)
        .forEach(connection -> connection.shutdown(patience.toMillis()));
  }

  /** Whether each answer of HTTP/1 is to be the last of its connection. */
  boolean isDraining() {
    return isDraining;
  }

  boolean isEmpty() {
    return uses.isEmpty();
  }

  /** Only HTTP/2 has a window. */
  private static boolean isHttp2(HttpConnection connection) {
    return connection.getWindowSize() >= 0;
  }

  /** Looks from time to time; until the returned timer is cancelled. */
  long watch(Vertx vertx) {
    return vertx.setPeriodic(limits.quietTime().toMillis() / 4, tick -> closeQuiet());
  }

  private void closeQuiet() {
    uses.forEach((connection, use) -> {
      if (use.quietNanos() > limits.quietTime().toNanos()) {
        connection.close();
      }
    });
  }

  /** The connection without a request whose last one was longest ago. */
  private Optional<HttpConnection> idlest() {
    return uses.entrySet().stream()
        .filter(entry -> entry.getValue().open.get() == 0)
        .max(Comparator.comparingLong(entry -> entry.getValue().quietNanos()))
        .map(Map.Entry::getKey);
  }
}
