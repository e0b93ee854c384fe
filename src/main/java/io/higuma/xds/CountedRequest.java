package io.higuma.xds;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;

/**
 * A request whose bytes count until it is known who sends them. gRPC gathers a message until it is
 * complete, and it takes a while to prove something. After that only the bound of a message holds:
 * what strangers send ends no stream but their own.
 */
final class CountedRequest extends HttpServerRequestWrapper {
  private final ReceiveBudget budget;
  private final int most;
  private Runnable overflow = () -> {};
  private long taken;
  private boolean isOver;
  private boolean isProven;

  /**
   * @param most bytes before it is known who sends them
   */
  CountedRequest(HttpServerRequest request, ReceiveBudget budget, int most) {
    super((HttpServerRequestInternal) request);
    this.budget = budget;
    this.most = most;
  }

  /** What to do when there is no room for all that this client, or strangers together, send. */
  void onOverflow(Runnable handler) {
    overflow = handler;
  }

  /** Of a message that came only something is kept; what came after it still counts. */
  void shrunk(long former, long kept) {
    budget.giveBack(former - kept);
    taken -= former - kept;
  }

  /** It is known who sends it: nothing counts any more. */
  void proven() {
    isProven = true;
    shrunk(taken, 0);
  }

  /** Nothing that comes is of interest any more. */
  void over() {
    isOver = true;
    shrunk(taken, 0);
  }

  @Override
  public HttpServerRequest handler(Handler<Buffer> handler) {
    super.handler(
        handler == null
            ? null
            : bytes -> {
              if (isOver) {
                return;
              }
              if (isProven || take(bytes.length())) {
                handler.handle(bytes);
              } else {
                overflow.run();
              }
            });
    return this;
  }

  private boolean take(int bytes) {
    if (taken + bytes > most || !budget.take(bytes)) {
      return false;
    }
    taken += bytes;
    return true;
  }
}
