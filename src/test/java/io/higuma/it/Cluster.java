package io.higuma.it;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes cluster on this machine, made by dev/cluster, and the packaged operator in it, made
 * by dev/operator: a process with the ServiceAccount and the rights that deploy/ gives it.
 */
public final class Cluster implements AutoCloseable {
  /** Where to look when a test fails. */
  public static final String LOGS =
      "logs are in target/it/cluster/logs and target/it/operator/logs";

  private static final String CLUSTER = "target/it/cluster";
  private static final String OPERATOR = "target/it/operator";

  private @Nullable KubernetesClient client;

  /**
   * What a program did.
   *
   * @param output of both kinds, as a terminal shows it
   */
  public record Outcome(int exitCode, String output) {
    /** The output of a program that has done well. */
    String orThrow() {
      if (exitCode != 0) {
        throw new IllegalStateException("exit code " + exitCode + ": " + output);
      }
      return output;
    }
  }

  void start() {
    close(); // What an earlier run may have left.
    run("", "dev/cluster", "start", CLUSTER).orThrow();
    startOperator();
    Config config = Config.fromKubeconfig(kubeconfig().toFile());
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  Cluster started() {
    if (client == null) {
      throw new IllegalStateException("the cluster did not start: see the first failure; " + LOGS);
    }
    return this;
  }

  /** As the cluster's administrator. */
  public KubernetesClient client() {
    if (client == null) {
      throw new IllegalStateException("not started");
    }
    return client;
  }

  /** Runs kubectl as the administrator, with a text on its standard input. */
  public Outcome kubectl(String input, String... args) {
    var command = new ArrayList<>(List.of("dev/cluster", "kubectl", CLUSTER));
    command.addAll(List.of(args));
    return run(input, command.toArray(String[]::new));
  }

  /**
   * Runs a script for any cluster: kubectl and the way in of the administrator are in its
   * environment.
   */
  Outcome script(String... command) {
    var all =
        new ArrayList<>(List.of("sh", "-c", "PATH=$(dev/cluster bin):$PATH exec \"$@\"", "sh"));
    all.addAll(List.of(command));
    return run(
        "",
        Map.of("KUBECONFIG", kubeconfig().toAbsolutePath().toString()),
        all.toArray(String[]::new));
  }

  /** The way in of the administrator. */
  public Path kubeconfig() {
    return Path.of(CLUSTER, "kubeconfig");
  }

  /** The operator's own way in. */
  Path ownKubeconfig() {
    return Path.of(OPERATOR, "kubeconfig");
  }

  /** Runs the packaged command line. */
  public Outcome higuma(String... args) {
    try {
      // Beside the packaged jars, where the launcher looks for them.
      Path launcher = Path.of("target", "higuma-it");
      Files.copy(
          Path.of("src", "main", "sh", "higuma"), launcher, StandardCopyOption.REPLACE_EXISTING);
      var command = new ArrayList<>(List.of("sh", launcher.toString()));
      command.addAll(List.of(args));
      return run("", command.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the operator unless it runs, and waits until it is ready. */
  public void startOperator() {
    startOperator(Map.of());
  }

  /** The same with settings of its own, by the names of their environment variables. */
  public void startOperator(Map<String, String> settings) {
    run("", settings, "dev/operator", "start", CLUSTER, OPERATOR).orThrow();
  }

  /**
   * Starts one of several operators, and waits until it is ready.
   *
   * @param of the folder of the one that has installed everything; empty for that one
   */
  void startReplica(String folder, String of, Map<String, String> settings) {
    if (of.isEmpty()) {
      run("", settings, "dev/operator", "start", CLUSTER, folder).orThrow();
    } else {
      run("", settings, "dev/operator", "replica", CLUSTER, folder, of).orThrow();
    }
  }

  /** Applies deploy/ for an operator that runs. */
  void install(String folder, Map<String, String> settings) {
    run("", settings, "dev/operator", "install", CLUSTER, folder).orThrow();
  }

  /** Ends the operator as the kubelet does. */
  public void stopOperator() {
    run("", "dev/operator", "stop", OPERATOR).orThrow();
  }

  /** Ends the operator without a warning, as a crash does. */
  public void killOperator() {
    ProcessHandle process = process(OPERATOR, "operator");
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Kills the API server, and starts it as it was; does not wait until it is ready. */
  void restartApiServer() {
    run("", "dev/cluster", "restart", CLUSTER, "kube-apiserver").orThrow();
  }

  /** Makes the API server so slow that it does nothing, for as long as this is open. */
  Frozen freezeApiServer() {
    return Frozen.of(process(CLUSTER, "kube-apiserver"));
  }

  Frozen freezeEtcd() {
    return Frozen.of(process(CLUSTER, "etcd"));
  }

  Frozen freezeOperator() {
    return Frozen.of(process(OPERATOR, "operator"));
  }

  /** A process that stands still, and goes on when this is closed. */
  record Frozen(ProcessHandle process) implements AutoCloseable {
    static Frozen of(ProcessHandle process) {
      run("", "kill", "-STOP", Long.toString(process.pid())).orThrow();
      return new Frozen(process);
    }

    @Override
    public void close() {
      run("", "kill", "-CONT", Long.toString(process.pid())).orThrow();
    }
  }

  /** The processor time that the operator has used since its start. */
  Duration operatorWork() {
    return process(OPERATOR, "operator").info().totalCpuDuration().orElseThrow();
  }

  /** Where etcd answers. */
  URI etcd() {
    return process(CLUSTER, "kube-apiserver")
        .info()
        .arguments()
        .map(List::of)
        .map(arguments -> URI.create(arguments.get(arguments.indexOf("--etcd-servers") + 1)))
        .orElseThrow();
  }

  static ProcessHandle process(String folder, String name) {
    try {
      String identity = Files.readString(Path.of(folder, "run", name));
      return ProcessHandle.of(Long.parseLong(identity.split(" ", 2)[0])).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the operator that was killed as the kubelet does: without waiting for it. */
  public void startOperatorAgain() {
    run("", "dev/operator", "again", OPERATOR).orThrow();
  }

  /** The operator's answer on its diagnostics port. */
  public String diagnostics(String path) {
    // As Prometheus asks, and not for ever.
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI address = URI.create("http://127.0.0.1:" + port("diagnostics_port") + path);
      return http.send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where data planes reach the operator, on all addresses of this machine. */
  public int dataPlanePort() {
    return Integer.parseInt(port("data_plane_port"));
  }

  private static String port(String name) {
    return port(OPERATOR, name);
  }

  static String port(String folder, String name) {
    try (var settings = Files.newBufferedReader(Path.of(folder, "operator.env"))) {
      var ports = new Properties();
      ports.load(settings);
      return ports.getProperty(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    Optional.ofNullable(client).ifPresent(KubernetesClient::close);
    client = null;
    if (Files.isDirectory(Path.of(OPERATOR))) {
      run("", "dev/operator", "stop", OPERATOR);
    }
    run("", "dev/cluster", "stop", CLUSTER);
  }

  static Outcome run(String input, String... command) {
    return run(input, Map.of(), command);
  }

  private static Outcome run(String input, Map<String, String> environment, String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
        stdin.write(input);
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command) + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
