package io.higuma.admission;

import io.higuma.certs.ServingKeys;
import io.higuma.certs.ServingPair;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Serves AdmissionReviews over HTTPS, by HTTP/1.1 and HTTP/2. It begins to listen with the first
 * certificate and changes to later ones without closing a connection.
 */
public final class AdmissionServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For clients to learn that they are to connect anew, and to send what they had begun. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private static final Duration FAREWELL = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
  private static final int STREAMS_PER_CONNECTION = 100;
  private static final int HEADER_BYTES = 8 << 10;

  private final ServingKeys keys = new ServingKeys();
  private final Vertx vertx;
  private final Address address;
  private final Map<String, AdmissionRoute> routes;
  private final AdmissionLimits limits;
  private final ConnectionGuard guard;
  private final BoundedThreads patient;
  private final AdmissionResources shared;
  private final Optional<X509TrustManager> clients;

  private final CompletableFuture<ServingPair> first = new CompletableFuture<>();
  private volatile @Nullable HttpServer serving;
  private @Nullable Future<String> deployment;
  private long watch;

  /**
   * Where to listen.
   *
   * @param host empty for every interface
   * @param port 0 for any free one
   */
  public record Address(String host, int port) {}

  /**
   * @param clients whose certificates are good; empty to ask nobody for one
   */
  public AdmissionServer(
      Vertx vertx,
      Address address,
      List<AdmissionRoute> routes,
      AdmissionLimits limits,
      AdmissionMetrics metrics,
      Optional<X509TrustManager> clients) {
    this.clients = clients;
    this.vertx = vertx;
    this.address = address;
    this.routes =
        routes.stream()
            .collect(Collectors.toUnmodifiableMap(AdmissionRoute::path, Function.identity()));
    this.limits = limits;
    guard = new ConnectionGuard(limits);
    patient = new BoundedThreads(limits.waitingReviews());
    shared =
        new AdmissionResources(
            vertx,
            limits,
            new BodyBudget(limits.bufferedBytes()),
            new ReviewMemory(limits.reviewBytes()),
            patient,
            guard,
            metrics);
    this.routes.keySet().forEach(metrics::of);
  }

  /** The paths that have a handler. */
  public Set<String> paths() {
    return routes.keySet();
  }

  /**
   * Serves with this certificate from now on. Waits until it does; so not for an event loop.
   *
   * @throws IllegalStateException if it cannot listen, or the certificate is not accepted
   */
  public synchronized void serve(ServingPair certificate) {
    // Not by an update of the server's options: while that goes on, Vert.x refuses connections.
    keys.use(certificate);
    if (deployment == null || deployment.failed()) {
      // One listener per event loop; they share the port, and connections are dealt out to them.
      var instances =
          new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
      deployment = vertx.deployVerticle(() -> new Listener(options()), instances);
    }
    await(deployment); // A slow machine may have had no time for the first try.
    if (first.complete(certificate)) {
      watch = guard.watch(vertx);
    }
  }

  /** Completes with the first certificate, once the server listens. */
  public CompletionStage<ServingPair> firstServed() {
    return first.minimalCompletionStage();
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

  /**
   * Has all that was begun answered, and clients connect anew, which by now leads them to another
   * replica. Returns when no connection is left, or after some seconds.
   */
  public void drain() {
    if (!isServing()) {
      return;
    }
    try {
      guard.dismiss();
      awaitEmpty(NOTICE);
      guard.end(FAREWELL);
      awaitEmpty(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEmpty(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!guard.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  @Override
  public synchronized void close() {
    serving = null;
    vertx.cancelTimer(watch);
    if (deployment != null && deployment.succeeded()) {
      await(vertx.undeploy(deployment.result()));
      deployment = null;
    }
    patient.close();
  }

  private HttpServerOptions options() {
    var options = new HttpServerOptions();
    clients.ifPresent(known ->
        options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(TrustOptions.wrap(known)));
    options
        .setHost(address.host().isEmpty() ? HttpServerOptions.DEFAULT_HOST : address.host())
        .setPort(address.port())
        .setSsl(true)
        .setKeyCertOptions(KeyCertOptions.wrap(keys))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setSslHandshakeTimeout(PATIENCE.toSeconds())
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setUseAlpn(true)
        .setHandle100ContinueAutomatically(true)
        .setMaxInitialLineLength(HEADER_BYTES)
        .setMaxHeaderSize(HEADER_BYTES)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(STREAMS_PER_CONNECTION)
                .setMaxHeaderListSize(HEADER_BYTES))
        .setIdleTimeout(Math.toIntExact(limits.quietTime().toSeconds()));
    return options;
  }

  private void route(HttpServerRequest request) {
    AdmissionRoute route = routes.get(request.path());
    if (route == null) {
      refuse(request, 404);
    } else if (!request.method().equals(HttpMethod.POST)) {
      refuse(request, 405);
    } else {
      new AdmissionExchange(request, route, shared).begin();
    }
  }

  /** Answers before the body is read, which is of no interest, and so ends an HTTP/1 connection. */
  private static void refuse(HttpServerRequest request, int status) {
    var response = request.response().setStatusCode(status);
    if (request.version() == HttpVersion.HTTP_2) {
      response.end();
      return;
    }
    response.putHeader("connection", "close");
    response.end().onComplete(sent -> request.connection().close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the admission server cannot serve", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the admission server does not react", e);
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
      vertx
          .createHttpServer(options)
          .connectionHandler(guard::opened)
          .requestHandler(AdmissionServer.this::route)
          .listen()
          .onSuccess(server -> serving = server)
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }
}
