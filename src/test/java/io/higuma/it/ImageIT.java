package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The steps of the Dockerfile in plain folders, and the control plane that comes of them. */
@ExtendWith(LocalCluster.class)
class ImageIT {
  private static final Path IMAGE = Path.of("target/it/image");
  private static final Path LOG = Path.of("target/it/image.log");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Cluster cluster;

  ImageIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void runsAsAnOrdinaryUserOnAReadOnlyTree() throws Exception {
    assumeTrue(
        permitted(), "skipped: this needs Linux, root, and the right to have mounts of its own");
    // Given
    Files.deleteIfExists(LOG);
    Process build = logged(new ProcessBuilder("dev/image-rehearsal", "build", IMAGE.toString()));
    assertThat(build.waitFor()).as("see %s", LOG).isZero();
    int diagnostics = freePort();
    ProcessBuilder run =
        new ProcessBuilder(
            "dev/image-rehearsal",
            "run",
            IMAGE.toString(),
            "run",
            "--config-file",
            Path.of("target/it/operator/config.yaml").toAbsolutePath().toString());
    run.environment()
        .putAll(
            Map.of(
                "KUBECONFIG", cluster.ownKubeconfig().toAbsolutePath().toString(),
                "HIGUMA_WEBHOOK_HOSTS", "127.0.0.1",
                "KUMA_RUNTIME_KUBERNETES_ADMISSION_SERVER_PORT", Integer.toString(freePort()),
                "KUMA_DP_SERVER_PORT", Integer.toString(freePort()),
                "KUMA_DIAGNOSTICS_SERVER_PORT", Integer.toString(diagnostics)));
    // When
    Process process = logged(run);
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(() -> {
            assertThat(process.isAlive()).as("see %s", LOG).isTrue();
            assertThat(status(diagnostics)).isEqualTo(200);
          });
      // Then
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      assertThat(Files.readString(proc.resolve("status")))
          .containsPattern("Uid:\t65532\t65532\t65532\t65532")
          .containsPattern("Gid:\t65532\t65532\t65532\t65532")
          .containsPattern("Groups:\t \n")
          .containsPattern("CapEff:\t0+\n")
          .containsPattern("NoNewPrivs:\t1");
      assertThat(Files.readString(proc.resolve("maps")))
          .as("the cache of the start is in use")
          .contains("/opt/higuma/app.aot");
      assertThat(Files.readAllLines(proc.resolve("mounts")))
          .as("nothing but /tmp can be written")
          .anyMatch(mount -> mount.matches(".* / \\S+ ro[, ].*"))
          .anyMatch(mount -> mount.matches("none /tmp tmpfs rw[, ].*"));
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("ended by SIGTERM").isIn(0, 143);
    } finally {
      process.destroyForcibly();
    }
    assertThat(IMAGE.resolve("rootfs/bin")).as("no shell").doesNotExist();
    assertThat(Files.readString(LOG)).doesNotContain("Read-only file system", "[error");
  }

  private static boolean permitted() throws IOException, InterruptedException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return false;
    }
    Process mounts =
        new ProcessBuilder("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return mounts.waitFor() == 0;
  }

  private static Process logged(ProcessBuilder builder) throws IOException {
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
        .start();
  }

  private static int status(int port) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      URI ready = URI.create("http://127.0.0.1:" + port + "/ready");
      return http.send(
              HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
