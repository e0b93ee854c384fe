package io.higuma.xds;

import com.google.protobuf.Message;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
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
  private final AtomicInteger checks = new AtomicInteger();
  private final ReceiveBudget unproven;
  private final SendBudget sendBudget;

  AdsStreams(
      Vertx vertx, DataPlaneServices services, DataPlaneLimits limits, DataPlaneMetrics metrics) {
    this.vertx = vertx;
    this.services = services;
    this.limits = limits;
    this.metrics = metrics;
    authentications = new Semaphore(limits.authentications(), true);
    unproven = new ReceiveBudget(limits.unprovenBytes());
    sendBudget = new SendBudget(limits.sentBytes());
  }

  /**
   * Begins a stream.
   *
   * @param bytes the request below, as it is counted
   */
  void accept(GrpcServerRequest<Buffer, Buffer> request, CountedRequest bytes) {
    String encoding = request.encoding(); // null when it is not said
    if (encoding != null && !encoding.equals("identity")) {
      // A few bytes can become very many, and Envoy compresses nothing here.
      turnAway(request, bytes, GrpcStatus.UNIMPLEMENTED, "compressed messages are not taken");
      return;
    }
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

  /** The request of a stream that is to begin. */
  CountedRequest counted(HttpServerRequest request) {
    return new CountedRequest(request, unproven, limits.firstBytes());
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

  /**
   * Runs it on a thread that may wait, when it is its turn. Who waits should hold little.
   *
   * @return whether it will run; not if there are too many already
   */
  boolean authenticate(Runnable check) {
    if (checks.incrementAndGet() > limits.authentications() + limits.waitingAuthentications()) {
      checks.decrementAndGet();
      return false;
    }
    threads.execute(() -> {
      try {
        authentications.acquire();
      } catch (InterruptedException e) {
        checks.decrementAndGet();
        Thread.currentThread().interrupt(); // The server is being closed.
        return;
      }
      try {
        check.run();
      } finally {
        authentications.release();
        checks.decrementAndGet();
      }
    });
    return true;
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
