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

/** All streams of this server. A proxy has one: when it opens another, that takes its place. */
final class AdsStreams implements AutoCloseable {
  private final Vertx vertx;
  private final DataPlaneServices services;
  private final DataPlaneLimits limits;
  private final DataPlaneMetrics metrics;
  private final Map<ProxyId, AdsStream<?>> active = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore authentications;

  AdsStreams(
      Vertx vertx, DataPlaneServices services, DataPlaneLimits limits, DataPlaneMetrics metrics) {
    this.vertx = vertx;
    this.services = services;
    this.limits = limits;
    this.metrics = metrics;
    authentications = new Semaphore(limits.authentications(), true);
  }

  void accept(GrpcServerRequest<Buffer, Buffer> request) {
    String method = request.fullMethodName();
    if (method.equals(AdsMethod.SOTW.name())) {
      begin(request, AdsMethod.SOTW);
    } else if (method.equals(AdsMethod.DELTA.name())) {
      begin(request, AdsMethod.DELTA);
    } else {
      request.response().status(GrpcStatus.UNIMPLEMENTED).statusMessage("no such method").end();
    }
  }

  private <Q extends Message> void begin(
      GrpcServerRequest<Buffer, Buffer> request, AdsMethod<Q> method) {
    new AdsStream<>(this, request, method).begin();
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
