package io.higuma.admission;

import io.higuma.certs.ServingPair;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a server of this process, on one connection, one request at a time, as the API server. */
final class LoopbackClient implements AutoCloseable {
  static final String HOST = "127.0.0.1";
  private static final long PATIENCE_SECONDS = 10;

  private final HttpClient client;

  /**
   * Connects with the first request.
   *
   * @param certificate the only one that it trusts, whatever names are in it
   */
  LoopbackClient(Vertx vertx, int port, ServingPair certificate) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(HOST)
                .setDefaultPort(port)
                .setMaxPoolSize(1)
                .setSsl(true)
                .setVerifyHost(false)
                .setTrustOptions(
                    new PemTrustOptions().addCertValue(Buffer.buffer(certificate.chainPem()))));
  }

  /**
   * Waits for the answer.
   *
   * @throws IllegalStateException if there is none
   */
  void post(String path, byte[] json) {
    await(
        client
            .request(HttpMethod.POST, path)
            // On the event loop, all of it: elsewhere the body may be gone before one asks for it.
            .compose(request ->
                request
                    .putHeader("content-type", "application/json")
                    .send(Buffer.buffer(json))
                    .compose(HttpClientResponse::body)));
  }

  @Override
  public void close() {
    await(client.close());
  }

  private static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request to ourselves failed", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("a request to ourselves has no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
