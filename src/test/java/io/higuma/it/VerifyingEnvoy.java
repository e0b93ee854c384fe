package io.higuma.it;

import io.higuma.it.envoy.EnvoyBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An Envoy that hands connections on to the server for data planes, if it believes it by the
 * authorities that it was given.
 */
final class VerifyingEnvoy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NONE_SUCH = 404;

  private final Process process;
  private final int port;

  private VerifyingEnvoy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one.
   *
   * @param authorities PEM, as of a pod's environment
   */
  static VerifyingEnvoy of(EnvoyBinary binary, int dataPlanePort, String authorities) {
    int port = freePort();
    String bootstrap =
        """
        static_resources:
          listeners:
          - name: in
            address: {socket_address: {address: 127.0.0.1, port_value: LISTENER}}
            filter_chains:
            - filters:
              - name: envoy.filters.network.tcp_proxy
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                  stat_prefix: in
                  cluster: control-plane
          clusters:
          - name: control-plane
            type: STATIC
            connect_timeout: 30s
            load_assignment:
              cluster_name: control-plane
              endpoints:
              - lb_endpoints:
                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: SERVER}}}
            transport_socket:
              name: envoy.transport_sockets.tls
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                common_tls_context:
                  validation_context:
                    match_typed_subject_alt_names:
                    - {san_type: DNS, matcher: {exact: kuma-control-plane.kuma-system}}
                    trusted_ca:
                      inline_string: |
        AUTHORITIES
        """
            .replace("LISTENER", Integer.toString(port))
            .replace("SERVER", Integer.toString(dataPlanePort))
            .replace("AUTHORITIES", authorities.indent(16));
    try {
      Path folder = Files.createDirectories(Path.of("target/it/verifying"));
      Path file = folder.resolve(port + ".yaml");
      Files.writeString(file, bootstrap);
      Process process =
          new ProcessBuilder(
                  binary.path().toString(),
                  "--config-path",
                  file.toString(),
                  "--concurrency",
                  "1",
                  "--use-dynamic-base-id")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(port + ".log").toFile())
              .start();
      return new VerifyingEnvoy(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a new connection is believed. */
  boolean believes() {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/none"))
              .version(HttpClient.Version.HTTP_1_1)
              .timeout(PATIENCE)
              .build();
      try (HttpClient once = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
        return once.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == NONE_SUCH;
      }
    } catch (IOException e) {
      return false; // Envoy ends the connection, or does not listen yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
