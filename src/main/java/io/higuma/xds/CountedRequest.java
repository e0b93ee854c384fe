package io.higuma.xds;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;

/**
 * A request whose bytes count until somebody says that they are done with. gRPC gathers a message
 * until it is complete, and before that nobody knows who sends it.
 */
final class CountedRequest extends HttpServerRequestWrapper {
  private final ReceiveBudget budget;
  private Runnable overflow = () -> {};
  private long taken;
  private boolean isOver;

  CountedRequest(HttpServerRequest request, ReceiveBudget budget) {
    super((HttpServerRequestInternal) request);
    this.budget = budget;
  }

  /** What to do when there is no room for all that this client and others send. */
  void onOverflow(Runnable handler) {
    overflow = handler;
  }

  /** All that came so far is used. */
  void used() {
    budget.giveBack(taken);
    taken = 0;
  }

  /** Nothing that comes is of interest any more. */
  void over() {
    isOver = true;
    used();
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
              if (budget.take(bytes.length())) {
                taken += bytes.length();
                handler.handle(bytes);
              } else {
                overflow.run();
              }
            });
    return this;
  }
}
