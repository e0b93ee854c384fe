package io.higuma.admission;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request: collects its body within the limits, asks the handler, answers, counts. Runs on the
 * connection's event loop, but for the patient handler.
 */
final class AdmissionExchange {
  private static final Logger LOG = Logger.getLogger(AdmissionExchange.class);
  private static final byte[] NO_BODY = {};

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final AdmissionRoute route;
  private final AdmissionLimits limits;
  private final BodyBudget budget;
  private final Executor patient;
  private final AdmissionMetrics metrics;
  private final long begin = System.nanoTime();

  private Buffer body = Buffer.buffer();
  private long received;
  private int taken;
  private boolean overBudget;
  private boolean ended;
  private long deadline;

  AdmissionExchange(
      Vertx vertx,
      HttpServerRequest request,
      AdmissionRoute route,
      AdmissionLimits limits,
      BodyBudget budget,
      Executor patient,
      AdmissionMetrics metrics) {
    this.vertx = vertx;
    this.request = request;
    this.route = route;
    this.limits = limits;
    this.budget = budget;
    this.patient = patient;
    this.metrics = metrics;
  }

  void begin() {
    metrics.of(route.path()).begin();
    deadline = vertx.setTimer(limits.bodyTime().toMillis(), timer -> tooSlow());
    request.exceptionHandler(gone -> end(499));
    request.response().exceptionHandler(gone -> end(499));
    request.response().closeHandler(gone -> end(499));
    request.handler(this::collect);
    request.endHandler(end -> answer());
  }

  /**
   * Bytes beyond a limit are dropped, not kept: the client gets its answer once it has sent all.
   */
  private void collect(Buffer chunk) {
    if (ended) {
      return;
    }
    received += chunk.length();
    if (received > limits.bodyBytes() || overBudget) {
      forget();
    } else if (budget.take(chunk.length())) {
      taken += chunk.length();
      body.appendBuffer(chunk);
    } else {
      overBudget = true;
      forget();
    }
  }

  private void forget() {
    body = Buffer.buffer();
    budget.giveBack(taken);
    taken = 0;
  }

  private void answer() {
    if (ended) {
      return;
    }
    vertx.cancelTimer(deadline);
    if (received == 0) {
      deny(400, "the request has no body; an AdmissionReview is expected", NO_BODY);
    } else if (received > limits.bodyBytes()) {
      deny(413, "the request is larger than " + limits.bodyBytes() + " bytes", NO_BODY);
    } else if (!isJson(request.getHeader("content-type"))) {
      deny(400, "the content type is not application/json", NO_BODY);
    } else if (overBudget) {
      turnAway();
    } else {
      review(body.getBytes());
    }
  }

  private void review(byte[] review) {
    body = Buffer.buffer();
    if (review.length > limits.quickBodyBytes()) {
      reviewPatiently(review);
      return;
    }
    try {
      send(200, route.quick().review(review));
    } catch (WouldBlockException e) {
      LOG.debugv("A review waits for {0}", e.getMessage());
      reviewPatiently(review);
    } catch (Throwable e) { // Whatever it is, the API server must not wait for its timeout.
      failed(review, e);
    }
  }

  private void reviewPatiently(byte[] review) {
    Context loop = vertx.getOrCreateContext();
    try {
      patient.execute(() -> {
        try {
          byte[] answer = route.patient().review(review);
          loop.runOnContext(back -> send(200, answer));
        } catch (Throwable e) { // as above
          loop.runOnContext(back -> failed(review, e));
        }
      });
    } catch (RejectedExecutionException e) {
      turnAway();
    }
  }

  private void failed(byte[] review, Throwable cause) {
    metrics.panicked();
    LOG.errorv(cause, "The review at {0} ended by an unexpected exception", route.path());
    deny(500, "Higuma failed to review this object; its log has the reason", review);
  }

  private void deny(int code, String message, byte[] review) {
    send(200, route.failed(code, message, review));
  }

  /** An HTTP error, as the API server then applies the webhook's failure policy. */
  private void turnAway() {
    request.response().putHeader("retry-after", "1");
    send(503, NO_BODY);
  }

  private void send(int status, byte[] answer) {
    if (ended) {
      return; // the client has gone
    }
    end(status);
    HttpServerResponse response = request.response();
    response.setStatusCode(status);
    if (answer.length > 0) {
      response.putHeader("content-type", "application/json");
    }
    response.end(Buffer.buffer(answer));
  }

  private void tooSlow() {
    if (ended) {
      return;
    }
    end(408);
    LOG.debugv("A request took longer than {0} to arrive", limits.bodyTime());
    request.response().reset(); // closes an HTTP/1 connection, but only the stream of HTTP/2
  }

  private void end(int status) {
    if (ended) {
      return;
    }
    ended = true;
    vertx.cancelTimer(deadline);
    forget();
    metrics.of(route.path()).end(status, System.nanoTime() - begin);
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().equalsIgnoreCase("application/json");
  }
}
