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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /bootstrap}; by whatever method, as Kuma does. Nobody has proved who he is here,
 * so what all requests together may hold is bounded: bodies by their bytes, complete ones by their
 * count, and what is made of them by the few that are in work.
 */
final class BootstrapEndpoint implements AutoCloseable {
  static final String PATH = "/bootstrap";

  private static final Logger LOG = Logger.getLogger(BootstrapEndpoint.class);

  /** A byte of a body is up to twice in the buffer that grows, and again when that is copied. */
  private static final int COPIES = 3;

  /** Of a refusal in the log. */
  private static final int LOGGED = 300;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
  private static final BootstrapAnswer TOO_LARGE =
      new BootstrapAnswer(413, "text/plain; charset=utf-8", "the request is too large");

  /** Not a 4xx, which would be final. */
  private static final BootstrapAnswer BUSY = new BootstrapAnswer(503, "", "");

  private final Vertx vertx;
  private final DataPlaneServices services;
  private final DataPlaneLimits limits;
  private final DataPlaneMetrics metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ReceiveBudget bodies;
  private final Semaphore free;
  private final Semaphore workers;

  BootstrapEndpoint(
      Vertx vertx, DataPlaneServices services, DataPlaneLimits limits, DataPlaneMetrics metrics) {
    this.vertx = vertx;
    this.services = services;
    this.limits = limits;
    this.metrics = metrics;
    bodies = new ReceiveBudget(limits.unprovenBytes());
    free = new Semaphore(limits.bootstraps());
    workers = new Semaphore(limits.workers(), true);
  }

  /**
   * Collects the body and answers.
   *
   * @param server how we show ourselves; null before that is settled
   * @param port on which we serve
   */
  void handle(HttpServerRequest request, @Nullable ServerIdentity server, int port) {
    if (server == null) {
      send(request, BUSY);
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
    private long taken;
    private @Nullable BootstrapAnswer refusal;
    private long deadline;
    private boolean isInWork;
    private volatile boolean isOver;

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

    /** What is refused is dropped: the client takes its answer once it has sent all. */
    private void collect(Buffer chunk) {
      if (isOver || refusal != null) {
        return;
      }
      long weight = (long) chunk.length() * COPIES;
      if (body.length() + chunk.length() > limits.bodyBytes()) {
        refuse(TOO_LARGE);
      } else if (!bodies.take(weight)) {
        refuse(BUSY);
      } else {
        taken += weight;
        body.appendBuffer(chunk);
      }
    }

    private void refuse(BootstrapAnswer answer) {
      refusal = answer;
      drop();
    }

    private void drop() {
      body = Buffer.buffer();
      bodies.giveBack(taken);
      taken = 0;
    }

    private void answer() {
      if (isOver) {
        return;
      }
      BootstrapAnswer refused = refusal;
      if (refused != null) {
        finish(refused);
        return;
      }
      if (!free.tryAcquire()) {
        finish(BUSY);
        return;
      }
      isInWork = true;
      byte[] bytes = body.getBytes();
      body = Buffer.buffer();
      HostAndPort authority = request.authority();
      String host = authority == null ? "" : withoutBrackets(authority.host());
      String accept = Objects.requireNonNullElse(request.getHeader("accept"), "");
      Context loop = vertx.getOrCreateContext();
      threads.execute(() -> {
        Optional<BootstrapAnswer> answer = inTurn(() -> answer(bytes, host, accept));
        loop.runOnContext(back -> worked(answer.orElse(BUSY)));
      });
    }

    /** Empty when nobody waits for it any more. */
    private Optional<BootstrapAnswer> inTurn(Supplier<BootstrapAnswer> work) {
      try {
        workers.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // The server is being closed.
        return Optional.empty();
      }
      try {
        return isOver ? Optional.empty() : Optional.of(work.get());
      } finally {
        workers.release();
      }
    }

    private BootstrapAnswer answer(byte[] bytes, String host, String accept) {
      try {
        BootstrapAnswer answer = services.bootstrapper().answer(bytes, host, accept, port, server);
        if (answer.status() != 200 && !answer.body().isEmpty()) {
          metrics.log(
              "bootstrap " + answer.status(),
              () ->
                  LOG.warnv(
                      "A bootstrap is refused with {0}: {1}",
                      answer.status(), forLog(answer.body())));
        }
        return answer;
      } catch (Throwable e) { // Whatever it is, the proxy asks again.
        metrics.log("bootstrap " + e.getClass(), () -> LOG.error("A bootstrap failed", e));
        return BootstrapAnswer.failed();
      }
    }

    /** What it held counts until here, though the client may be gone for long. */
    private void worked(BootstrapAnswer answer) {
      isInWork = false;
      free.release();
      if (isOver) {
        drop();
      } else {
        finish(answer);
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
        if (!isInWork) {
          drop();
        }
      }
    }
  }

  /** For the log: a client's words can neither begin a line of their own nor fill it. */
  static String forLog(String text) {
    String cut = text.length() <= LOGGED ? text : text.substring(0, LOGGED) + "…";
    return CONTROL.matcher(cut).replaceAll(" ");
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
