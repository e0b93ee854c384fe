package io.higuma.xds;

import com.google.protobuf.Message;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** All streams of this server. A proxy has one: when it opens another, that takes its place. */
final class AdsStreams implements AutoCloseable {
  private final Vertx vertx;
  private final DataPlaneServices services;
  private final DataPlaneLimits limits;
  private final DataPlaneMetrics metrics;
  private final Map<ProxyId, AdsStream<?>> active = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore authentications;
  private final AtomicInteger open = new AtomicInteger();
  private final ReceiveBudget receiveBudget;
  private final SendBudget sendBudget;

  AdsStreams(
      Vertx vertx, DataPlaneServices services, DataPlaneLimits limits, DataPlaneMetrics metrics) {
    this.vertx = vertx;
    this.services = services;
    this.limits = limits;
    this.metrics = metrics;
    authentications = new Semaphore(limits.authentications(), true);
    receiveBudget = new ReceiveBudget(limits.receivedBytes());
    sendBudget = new SendBudget(limits.sentBytes());
  }

  /**
   * Begins a stream.
   *
   * @param bytes the request below, as it is counted
   */
  void accept(GrpcServerRequest<Buffer, Buffer> request, CountedRequest bytes) {
    String method = request.fullMethodName();
    if (method.equals(AdsMethod.SOTW.name())) {
      begin(request, bytes, AdsMethod.SOTW);
    } else if (method.equals(AdsMethod.DELTA.name())) {
      begin(request, bytes, AdsMethod.DELTA);
    } else {
      turnAway(request, bytes, GrpcStatus.UNIMPLEMENTED, "no such method");
    }
  }

  private <Q extends Message> void begin(
      GrpcServerRequest<Buffer, Buffer> request, CountedRequest bytes, AdsMethod<Q> method) {
    if (open.incrementAndGet() > limits.streams()) {
      open.decrementAndGet();
      turnAway(request, bytes, GrpcStatus.UNAVAILABLE, "there are too many streams");
      return;
    }
    new AdsStream<>(this, request, bytes, method).begin();
  }

  private static void turnAway(
      GrpcServerRequest<Buffer, Buffer> request,
      CountedRequest bytes,
      GrpcStatus status,
      String sentence) {
    bytes.over();
    request.response().status(status).statusMessage(sentence).end();
  }

  /** A stream that was begun is over. */
  void ended() {
    open.decrementAndGet();
  }

  ReceiveBudget receiveBudget() {
    return receiveBudget;
  }

  SendBudget sendBudget() {
    return sendBudget;
  }

  Vertx vertx() {
    return vertx;
  }

  DataPlaneServices services() {
    return services;
  }

  DataPlaneLimits limits() {
    return limits;
  }

  DataPlaneMetrics metrics() {
    return metrics;
  }

  /** Runs it on a thread that may wait, when it is its turn. */
  void authenticate(Runnable check) {
    threads.execute(() -> {
      try {
        authentications.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // The server is being closed.
        return;
      }
      try {
        check.run();
      } finally {
        authentications.release();
      }
    });
  }

  /**
   * A proxy has proved who it is. Its former stream ends: that may hang on a connection of which
   * nobody has noticed yet that it is broken.
   */
  void opened(ProxyId proxy, AdsStream<?> stream) {
    AdsStream<?> former = active.put(proxy, stream);
    if (former != null) {
      former.replaced();
    }
    metrics.streams(active.size());
  }

  void closed(ProxyId proxy, AdsStream<?> stream) {
    active.remove(proxy, stream);
    metrics.streams(active.size());
  }

  int size() {
    return active.size();
  }

  @Override
  public void close() {
    active.values().forEach(AdsStream::shutDown);
    threads.shutdownNow();
  }
}
