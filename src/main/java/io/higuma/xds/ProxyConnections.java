package io.higuma.xds;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Closes connections that hold their place for nothing: too many, those on which nothing is asked
 * or nothing any more, and those at whose other end nobody is any more.
 */
final class ProxyConnections {
  private static final Logger LOG = Logger.getLogger(ProxyConnections.class);
  private static final int PING_BYTES = 8;

  private final Vertx vertx;
  private final DataPlaneLimits limits;
  private final Map<HttpConnection, Use> uses = new ConcurrentHashMap<>();

  /** What is known of one connection; on its event loop. */
  private final class Use {
    private final HttpConnection connection;
    private long idle;
    private long pings = -1;
    private int streams;
    private boolean isWaiting;
    private boolean isClosed;

    Use(HttpConnection connection) {
      this.connection = connection;
      awaitRequest();
    }

    void began() {
      streams++;
      vertx.cancelTimer(idle);
      if (pings < 0) {
        pings = vertx.setPeriodic(limits.pingInterval().toMillis(), tick -> ping());
      }
    }

    void ended() {
      streams--;
      if (streams == 0) {
        awaitRequest();
      }
    }

    void oneRequestOnly() {
      vertx.cancelTimer(idle);
    }

    void closed() {
      isClosed = true;
      vertx.cancelTimer(idle);
      if (pings >= 0) {
        vertx.cancelTimer(pings);
      }
    }

    private void awaitRequest() {
      if (!isClosed) {
        idle = vertx.setTimer(limits.patience().toMillis(), silent -> connection.close());
      }
    }

    private void ping() {
      if (isWaiting) {
        LOG.debugv("Nobody answers at {0}", connection.remoteAddress());
        connection.close();
        return;
      }
      isWaiting = true;
      connection.ping(Buffer.buffer(new byte[PING_BYTES])).onSuccess(pong -> isWaiting = false);
    }
  }

  ProxyConnections(Vertx vertx, DataPlaneLimits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  void opened(HttpConnection connection) {
    if (uses.size() >= limits.connections()) {
      LOG.debugv("Closing a connection beyond {0}", limits.connections());
      connection.close();
      return;
    }
    var use = new Use(connection);
    uses.put(connection, use);
    connection.closeHandler(closed -> {
      uses.remove(connection);
      use.closed();
    });
  }

  /** A request came by HTTP/2, so the connection can be asked whether it is alive. */
  void stream(HttpServerRequest request) {
    Use use = uses.get(request.connection());
    if (use != null) {
      use.began();
      request.response().endHandler(ended -> use.ended()); // also when it was reset
    }
  }

  /** A request came by HTTP/1.1, whose exchange ends the connection. */
  void oneRequestOnly(HttpConnection connection) {
    Use use = uses.get(connection);
    if (use != null) {
      use.oneRequestOnly();
    }
  }
}
