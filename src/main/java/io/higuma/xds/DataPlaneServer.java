package io.higuma.xds;

import io.higuma.bootstrap.ServerIdentity;
import io.higuma.certs.ServingKeys;
import io.higuma.certs.ServingPair;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves data planes over HTTPS on one port: {@code /bootstrap} by HTTP/1.1 and HTTP/2, and xDS by
 * gRPC. It begins to listen with the first certificate and changes to later ones without closing a
 * connection.
 */
public final class DataPlaneServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int STREAMS_PER_CONNECTION = 100;

  /** A token and the names of all that an Envoy has for its own come in headers. */
  private static final int HEADER_BYTES = 32 << 10;

  private static final int WINDOW_BYTES = 1 << 20;

  private final ServingKeys keys = new ServingKeys();
  private final Vertx vertx;
  private final Address address;
  private final DataPlaneLimits limits;
  private final ProxyConnections connections;
  private final BootstrapEndpoint bootstraps;
  private final AdsStreams streams;

  private volatile @Nullable HttpServer serving;
  private volatile @Nullable ServerIdentity identity;
  private @Nullable String deployment;

  /**
   * Where to listen.
   *
   * @param host empty for every interface
   * @param port 0 for any free one
   */
  public record Address(String host, int port) {}

  public DataPlaneServer(
      Vertx vertx,
      Address address,
      DataPlaneServices services,
      DataPlaneLimits limits,
      DataPlaneMetrics metrics) {
    this.vertx = vertx;
    this.address = address;
    this.limits = limits;
    connections = new ProxyConnections(vertx, limits);
    bootstraps = new BootstrapEndpoint(vertx, services, limits, metrics);
    streams = new AdsStreams(vertx, services, limits, metrics);
  }

  /**
   * Serves with this certificate from now on. Waits until it does; so not for an event loop.
   *
   * @throws IllegalStateException if it cannot listen, or the certificate is not accepted
   */
  public synchronized void serve(ServingPair certificate) {
    // Not by an update of the server's options: while that goes on, Vert.x refuses connections.
    keys.use(certificate);
    if (serving != null) {
      identity = new ServerIdentity(certificate);
      return;
    }
    AdsMethod.SOTW.load();
    AdsMethod.DELTA.load();
    // One listener per event loop; they share the port, and connections are dealt out to them.
    var instances =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    deployment = await(vertx.deployVerticle(() -> new Listener(options()), instances));
    identity = new ServerIdentity(certificate);
  }

  public boolean isServing() {
    return serving != null;
  }

  /** The port that it listens on, once it does. */
  public int port() {
    HttpServer running = serving;
    if (running == null) {
      throw new IllegalStateException("the server does not listen yet");
    }
    return running.actualPort();
  }

  /** Proxies that are connected now. */
  public int proxies() {
    return streams.size();
  }

  /** Ends all streams with a status that lets proxies come back elsewhere. */
  @Override
  public synchronized void close() {
    serving = null;
    streams.close();
    try {
      if (deployment != null) {
        await(vertx.undeploy(deployment));
        deployment = null;
      }
    } finally {
      bootstraps.close();
    }
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(address.host().isEmpty() ? HttpServerOptions.DEFAULT_HOST : address.host())
        .setPort(address.port())
        .setSsl(true)
        .setKeyCertOptions(KeyCertOptions.wrap(keys))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setSslHandshakeTimeout(limits.patience().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setUseAlpn(true)
        .setTcpKeepAlive(true)
        .setHandle100ContinueAutomatically(true)
        .setMaxInitialLineLength(HEADER_BYTES)
        .setMaxHeaderSize(HEADER_BYTES)
        .setHttp2ConnectionWindowSize(WINDOW_BYTES)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(STREAMS_PER_CONNECTION)
                .setMaxHeaderListSize(HEADER_BYTES));
  }

  private void route(HttpServerRequest request, Consumer<CountedRequest> grpc) {
    boolean isHttp2 = request.version() == HttpVersion.HTTP_2;
    if (isHttp2) {
      connections.stream(request);
    } else {
      connections.oneRequestOnly(request.connection());
    }
    String type = request.getHeader("content-type");
    ServerIdentity server = identity;
    if (isHttp2 && type != null && type.contains("application/grpc")) {
      grpc.accept(streams.counted(request));
    } else if (BootstrapEndpoint.PATH.equals(request.path())) {
      bootstraps.handle(request, server, port());
    } else {
      BootstrapEndpoint.end(request, 404, "text/plain; charset=utf-8", "404 page not found\n");
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the server for data planes cannot serve", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server for data planes does not react", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The share of one event loop. */
  private final class Listener extends AbstractVerticle {
    private final HttpServerOptions options;

    Listener(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void start(Promise<Void> started) {
      var grpc = GrpcServer.server(vertx, grpcOptions());
      vertx
          .createHttpServer(options)
          .connectionHandler(connections::opened)
          .requestHandler(request -> route(request, counted -> call(grpc, counted)))
          .listen()
          .onSuccess(server -> serving = server)
          .<Void>mapEmpty()
          .onComplete(started);
    }

    private GrpcServerOptions grpcOptions() {
      return new GrpcServerOptions().setMaxMessageSize(limits.messageBytes());
    }

    /** The handler is called before this returns, so that it is about this request. */
    private void call(GrpcServer grpc, CountedRequest counted) {
      grpc.callHandler(request -> streams.accept(request, counted));
      grpc.handle(counted);
    }
  }
}
