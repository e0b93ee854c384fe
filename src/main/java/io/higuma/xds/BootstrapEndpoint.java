package io.higuma.xds;

import io.higuma.bootstrap.BootstrapAnswer;
import io.higuma.bootstrap.ServerIdentity;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers {@code /bootstrap}; by whatever method, as Kuma does. */
final class BootstrapEndpoint implements AutoCloseable {
  static final String PATH = "/bootstrap";

  private static final Logger LOG = Logger.getLogger(BootstrapEndpoint.class);

  private final Vertx vertx;
  private final DataPlaneServices services;
  private final DataPlaneLimits limits;
  private final DataPlaneMetrics metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free;

  BootstrapEndpoint(
      Vertx vertx, DataPlaneServices services, DataPlaneLimits limits, DataPlaneMetrics metrics) {
    this.vertx = vertx;
    this.services = services;
    this.limits = limits;
    this.metrics = metrics;
    free = new Semaphore(limits.bootstraps());
  }

  /**
   * Collects the body and answers.
   *
   * @param port on which we serve
   */
  void handle(HttpServerRequest request, ServerIdentity server, int port) {
    if (!free.tryAcquire()) {
      // Not a 4xx, which would be final.
      send(request, new BootstrapAnswer(503, "", ""));
      return;
    }
    var exchange = new Exchange(request, server, port);
    exchange.begin();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** One request, on its event loop but for the answer. */
  private final class Exchange {
    private final HttpServerRequest request;
    private final ServerIdentity server;
    private final int port;
    private Buffer body = Buffer.buffer();
    private boolean isTooLarge;
    private long deadline;
    private boolean isOver;

    Exchange(HttpServerRequest request, ServerIdentity server, int port) {
      this.request = request;
      this.server = server;
      this.port = port;
    }

    void begin() {
      deadline = vertx.setTimer(limits.patience().toMillis(), late -> tooSlow());
      request.exceptionHandler(gone -> over());
      request.response().exceptionHandler(gone -> over());
      request.response().closeHandler(gone -> over());
      request.handler(this::collect);
      request.endHandler(end -> answer());
    }

    /** What is too large is dropped: the client takes its answer once it has sent all. */
    private void collect(Buffer chunk) {
      isTooLarge = isTooLarge || body.length() + chunk.length() > limits.bodyBytes();
      if (isTooLarge) {
        body = Buffer.buffer();
      } else {
        body.appendBuffer(chunk);
      }
    }

    private void answer() {
      if (isOver) {
        return;
      }
      if (isTooLarge) {
        finish(new BootstrapAnswer(413, "text/plain; charset=utf-8", "the request is too large"));
        return;
      }
      byte[] bytes = body.getBytes();
      HostAndPort authority = request.authority();
      String host = authority == null ? "" : withoutBrackets(authority.host());
      String accept = Objects.requireNonNullElse(request.getHeader("accept"), "");
      Context loop = vertx.getOrCreateContext();
      threads.execute(() -> {
        BootstrapAnswer answer = answer(bytes, host, accept);
        loop.runOnContext(back -> finish(answer));
      });
    }

    private BootstrapAnswer answer(byte[] bytes, String host, String accept) {
      try {
        BootstrapAnswer answer = services.bootstrapper().answer(bytes, host, accept, port, server);
        if (answer.status() != 200 && !answer.body().isEmpty()) {
          metrics.log(
              answer.body(),
              () ->
                  LOG.warnv(
                      "A bootstrap is refused with {0}: {1}", answer.status(), answer.body()));
        }
        return answer;
      } catch (Throwable e) { // Whatever it is, the proxy asks again.
        metrics.log("bootstrap " + e.getClass(), () -> LOG.error("A bootstrap failed", e));
        return BootstrapAnswer.failed();
      }
    }

    private void tooSlow() {
      if (!isOver) {
        over();
        metrics.bootstrapped(408);
        request.response().reset();
      }
    }

    private void finish(BootstrapAnswer answer) {
      if (!isOver) {
        over();
        send(request, answer);
      }
    }

    private void over() {
      if (!isOver) {
        isOver = true;
        vertx.cancelTimer(deadline);
        free.release();
      }
    }
  }

  private void send(HttpServerRequest request, BootstrapAnswer answer) {
    metrics.bootstrapped(answer.status());
    end(request, answer.status(), answer.contentType(), answer.body());
  }

  /** Answers, and ends a connection of HTTP/1.1, on which nothing more is expected. */
  static void end(HttpServerRequest request, int status, String contentType, String body) {
    HttpServerResponse response = request.response().setStatusCode(status);
    if (!contentType.isEmpty()) {
      response.putHeader("content-type", contentType);
    }
    if (request.version() == HttpVersion.HTTP_2) {
      response.end(body);
      return;
    }
    response.putHeader("connection", "close");
    response.end(body).onComplete(sent -> request.connection().close());
  }

  private static String withoutBrackets(@Nullable String host) {
    if (host == null) {
      return "";
    }
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
