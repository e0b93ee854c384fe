package io.higuma.admission;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
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

  /** Enough for what an answer repeats of its question: the API server writes that first. */
  private static final int HEAD_BYTES = 1 << 10;

  private final HttpServerRequest request;
  private final AdmissionRoute route;
  private final AdmissionResources shared;
  private final AdmissionLimits limits;
  private final long begin = System.nanoTime();

  private Buffer body = Buffer.buffer();
  private long received;
  private int taken;
  private boolean overBudget;
  private boolean ended;
  private long deadline;

  AdmissionExchange(HttpServerRequest request, AdmissionRoute route, AdmissionResources shared) {
    this.request = request;
    this.route = route;
    this.shared = shared;
    this.limits = shared.limits();
  }

  void begin() {
    shared.guard().used(request.connection());
    shared.metrics().of(route.path()).begin();
    deadline = shared.vertx().setTimer(limits.bodyTime().toMillis(), timer -> tooSlow());
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
    boolean wasWithin = received <= limits.bodyBytes();
    received += chunk.length();
    if (overBudget || !wasWithin) {
      return;
    }
    if (received > limits.bodyBytes()) {
      keepHead();
    } else if (shared.budget().take(chunk.length())) {
      taken += chunk.length();
      body.appendBuffer(chunk);
    } else {
      overBudget = true;
      forget();
    }
  }

  /** Of a body that is too large, only what its denial needs. */
  private void keepHead() {
    Buffer head = body.getBuffer(0, Math.min(HEAD_BYTES, body.length()));
    forget();
    if (shared.budget().take(head.length())) {
      taken = head.length();
      body = head;
    }
  }

  private void forget() {
    body = Buffer.buffer();
    shared.budget().giveBack(taken);
    taken = 0;
  }

  private void answer() {
    if (ended) {
      return;
    }
    shared.vertx().cancelTimer(deadline);
    byte[] review = body.getBytes();
    body = Buffer.buffer();
    if (received == 0) {
      deny(400, "the request has no body; an AdmissionReview is expected", review);
    } else if (received > limits.bodyBytes()) {
      deny(413, "the request is larger than " + limits.bodyBytes() + " bytes", review);
    } else if (overBudget) {
      turnAway();
    } else if (!isJson(request.getHeader("content-type"))) {
      deny(400, "the content type is not application/json", review);
    } else {
      review(review);
    }
  }

  private void review(byte[] review) {
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
      send(200, failed(review, e));
    }
  }

  private void reviewPatiently(byte[] review) {
    Context loop = shared.vertx().getOrCreateContext();
    try {
      shared
          .patient()
          .execute(() -> {
            byte[] answer = patientAnswer(review);
            loop.runOnContext(back -> {
              if (answer.length > 0) {
                send(200, answer);
              } else {
                turnAway();
              }
            });
          });
    } catch (RejectedExecutionException e) {
      turnAway();
    }
  }

  /** The answer; nothing when there was no memory for it in time. */
  private byte[] patientAnswer(byte[] review) {
    try {
      if (!shared.memory().take(review.length, limits.memoryTime())) {
        return NO_BODY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The server is being closed.
      return NO_BODY;
    }
    try {
      return route.patient().review(review);
    } catch (Throwable e) { // as above
      return failed(review, e);
    } finally {
      shared.memory().giveBack(review.length);
    }
  }

  private byte[] failed(byte[] review, Throwable cause) {
    shared.metrics().panicked();
    LOG.errorv(cause, "The review at {0} ended by an unexpected exception", route.path());
    return route.failed(500, "Higuma failed to review this object; its log has the reason", review);
  }

  private void deny(int code, String message, byte[] review) {
    // More than its head would hold up the event loop.
    byte[] head = review.length <= HEAD_BYTES ? review : Arrays.copyOf(review, HEAD_BYTES);
    send(200, route.failed(code, message, head));
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
    boolean isLast = shared.guard().isDraining() && request.version() != HttpVersion.HTTP_2;
    if (isLast) {
      response.putHeader("connection", "close");
    }
    Future<Void> sent = response.end(Buffer.buffer(answer));
    if (isLast) {
      sent.onComplete(done -> request.connection().close());
    }
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
    shared.vertx().cancelTimer(deadline);
    forget();
    shared.guard().released(request.connection());
    shared.metrics().of(route.path()).end(status, System.nanoTime() - begin);
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
