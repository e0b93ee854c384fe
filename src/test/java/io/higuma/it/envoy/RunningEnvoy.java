package io.higuma.it.envoy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An Envoy in a pod, as the proxy's user. */
public final class RunningEnvoy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final EnvoyAdmin admin;
  private final Path log;

  private RunningEnvoy(Process process, EnvoyAdmin admin, Path log) {
    this.process = process;
    this.admin = admin;
    this.log = log;
  }

  /**
   * Starts one, and does not wait until it is ready.
   *
   * @param bootstrap YAML; the admin interface is to be on {@link #adminSocket}
   */
  public static RunningEnvoy start(
      Pod pod, Path binary, String bootstrap, List<String> moreArguments) {
    Path config = pod.folder().resolve("bootstrap.yaml");
    try {
      Files.writeString(config, bootstrap);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var command = new ArrayList<>(List.of(binary.toString(), "--config-path", config.toString()));
    command.addAll(moreArguments);
    Process process = pod.start(User.PROXY, "envoy.log", command);
    return new RunningEnvoy(
        process, new EnvoyAdmin(adminSocket(pod)), pod.folder().resolve("envoy.log"));
  }

  /** Where its admin interface is to be. */
  public static Path adminSocket(Pod pod) {
    return pod.folder().resolve("kuma-envoy-admin.sock");
  }

  public EnvoyAdmin admin() {
    return admin;
  }

  public boolean isReady() {
    return admin.get("/ready").status() == 200;
  }

  public void awaitReady() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> {
          if (!process.isAlive() || !isReady()) {
            throw new AssertionError("Envoy is not ready: " + log());
          }
        });
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Pod.end(process);
  }
}
