package io.higuma.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One of several control planes on the cluster of the tests.
 *
 * @param folder that of dev/operator
 * @param wire its way to the API server
 */
record Replica(String folder, Relay wire) {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  int admissionPort() {
    return Integer.parseInt(Cluster.port(folder, "admission_port"));
  }

  boolean isReady() {
    return Files.exists(Path.of(folder, "operator.env")) && status("/ready") == 200;
  }

  boolean isAlive() {
    return status("/healthy") == 200;
  }

  boolean leads() {
    return body("/metrics").contains("\nhiguma_leader 1.0");
  }

  String log() {
    try {
      return Files.readString(Path.of(folder, "logs", "operator.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessHandle process() {
    return Cluster.process(folder, "operator");
  }

  /** Ends it as the kubelet does, and waits for its end. */
  void terminate() {
    ProcessHandle process = process();
    process.destroy();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  void kill() {
    ProcessHandle process = process();
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Starts it as it was, without waiting. */
  void again() {
    Cluster.run("", "dev/operator", "again", folder).orThrow();
  }

  void stop() {
    Cluster.run("", "dev/operator", "stop", folder);
    wire.close();
  }

  private int status(String path) {
    try {
      return HTTP.send(request(path), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  String body(String path) {
    try {
      return HTTP.send(request(path), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private HttpRequest request(String path) {
    String port = Cluster.port(folder, "diagnostics_port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(PATIENCE)
        .build();
  }
}
