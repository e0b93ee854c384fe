package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.higuma.explain.ApiObjects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @TempDir private Path folder;

  @Test
  void answersAreToldApart() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(http, "/there", 200, "{\"kind\": \"Pod\"}");
    answer(http, "/text", 200, "hello");
    answer(http, "/list", 200, "[]");
    answer(http, "/gone", 404, "{\"kind\": \"Status\", \"message\": \"not found\"}");
    answer(
        http,
        "/forbidden",
        403,
        "{\"kind\": \"Status\", \"code\": 403, \"message\": \"pods is forbidden: User \\\"ann\\\" cannot list\"}");
    answer(http, "/broken", 500, "");
    answer(http, "/unknown", 401, "{\"kind\": \"Status\", \"message\": \"Unauthorized\"}");
    http.start();
    try (ApiServer server = connect(http.getAddress().getPort())) {
      assertThat(server.get("/there"))
          .isInstanceOfSatisfying(
              ApiObjects.Answer.Found.class,
              found -> assertThat(found.object()).hasToString("{\"kind\":\"Pod\"}"));
      assertThat(server.get("/gone")).isEqualTo(new ApiObjects.Answer.Missing());
      assertThat(server.get("/forbidden"))
          .isEqualTo(new ApiObjects.Answer.Denied("pods is forbidden: User \"ann\" cannot list"));
      assertThat(server.get("/text")).isInstanceOf(ApiObjects.Answer.Denied.class);
      assertThat(server.get("/list")).isInstanceOf(ApiObjects.Answer.Denied.class);
      assertThat(server.get("/broken")).isInstanceOf(ApiObjects.Answer.Denied.class);
      assertThatThrownBy(() -> server.get("/unknown"))
          .isInstanceOf(ApiObjects.UnreachableException.class)
          .hasMessageContaining("does not accept the credentials");
      assertThat(server.namespace()).contains("shop");
    } finally {
      http.stop(0);
    }
  }

  @Test
  void nobodyThere() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (ApiServer server = connect(port)) {
      assertThatThrownBy(() -> server.get("/there"))
          .isInstanceOf(ApiObjects.UnreachableException.class)
          .hasMessageContaining("http://127.0.0.1:%d/ can't be reached within 2 s", port);
    }
  }

  @Test
  void whoeverIsSilentIsNotWaitedForLong() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ApiServer server = connect(silent.getLocalPort())) {
      assertThatThrownBy(() -> server.get("/there"))
          .isInstanceOf(ApiObjects.UnreachableException.class)
          .hasMessageContaining("can't be reached within 2 s");
    }
  }

  @Test
  void aKubeconfigThatLeadsNowhereIsSaid() throws IOException {
    Path none = folder.resolve("none");
    assertUnreachable(Optional.of(none), Optional.empty(), "none: there is no such kubeconfig");
    Path broken = Files.writeString(folder.resolve("broken"), "users: [{user: {token: geheim]");
    assertThatThrownBy(() -> ApiServer.connect(Optional.of(broken), Optional.empty(), PATIENCE))
        .isInstanceOf(ApiObjects.UnreachableException.class)
        .hasMessageContaining("broken can't be understood")
        .hasMessageNotContaining("geheim");
    assertUnreachable(
        Optional.of(kubeconfig(1)),
        Optional.of("other"),
        "there is no context other in the kubeconfig: it has here");
  }

  private static void assertUnreachable(
      Optional<Path> kubeconfig, Optional<String> context, String sentence) {
    assertThatThrownBy(() -> ApiServer.connect(kubeconfig, context, PATIENCE))
        .isInstanceOf(ApiObjects.UnreachableException.class)
        .hasMessageContaining(sentence);
  }

  private ApiServer connect(int port) throws IOException {
    return ApiServer.connect(Optional.of(kubeconfig(port)), Optional.empty(), PATIENCE);
  }

  private Path kubeconfig(int port) throws IOException {
    return Files.writeString(
        folder.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: here, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: ann, user: {token: abc}}]
        contexts: [{name: here, context: {cluster: here, user: ann, namespace: shop}}]
        current-context: here
        """
            .formatted(port));
  }

  private static void answer(HttpServer server, String path, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
