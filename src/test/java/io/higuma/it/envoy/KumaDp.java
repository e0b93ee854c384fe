package io.higuma.it.envoy;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for kuma-dp 2.14 in a sidecar: asks for a bootstrap with what kuma-dp sends, starts
 * Envoy with its arguments, fetches the documents that Envoy serves it, answers DNS, and is ready
 * when kuma-dp would be.
 */
public final class KumaDp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration WITHOUT_DNS = Duration.ofSeconds(15);
  private static final Pattern VERSION = Pattern.compile("version: ([^/\\s]+(?:/[^/\\s]+){4})");

  private final Pod pod;
  private final Path envoyBinary;
  private final KumaDpSettings settings;
  private final BootstrapCall call;
  private final Thread thread;
  private final long begin = System.nanoTime();
  private volatile @Nullable RunningEnvoy envoy;
  private volatile @Nullable ReceivedBootstrap bootstrap;
  private volatile @Nullable String failure;
  private volatile String lastReason = "nothing asked yet";
  private volatile boolean dnsKnown;
  private volatile boolean stopped;

  private KumaDp(Pod pod, Path envoyBinary, KumaDpSettings settings, InetAddress controlPlane) {
    this.pod = pod;
    this.envoyBinary = envoyBinary;
    this.settings = settings;
    this.call = new BootstrapCall(settings.controlPlane(), controlPlane, settings.authority());
    this.thread = Thread.ofVirtual().unstarted(this::work);
  }

  /**
   * Starts it, and does not wait.
   *
   * @param controlPlane where the server really is, seen from this machine
   */
  public static KumaDp start(
      Pod pod, Path envoyBinary, KumaDpSettings settings, InetAddress controlPlane) {
    var started = new KumaDp(pod, envoyBinary, settings, controlPlane);
    started.thread.start();
    return started;
  }

  private void work() {
    try {
      Optional<ReceivedBootstrap> received = fetch();
      if (received.isPresent()) {
        startEnvoy(received.get());
        serveNames();
      }
    } catch (RuntimeException | IOException e) {
      failure = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks until it is answered; empty if it gives up. */
  private Optional<ReceivedBootstrap> fetch() throws InterruptedException, IOException {
    Optional<String> token = Optional.empty();
    if (settings.token().isPresent()) {
      token = Optional.of(Files.readString(settings.token().get()));
    }
    String request = settings.bootstrapRequest(pod.folder(), version(), token);
    while (!stopped) {
      switch (call.post(request)) {
        case BootstrapCall.Outcome.Answered(var body) -> {
          return Optional.of(ReceivedBootstrap.read(body));
        }
        case BootstrapCall.Outcome.Refused(var reason) -> {
          failure = reason;
          return Optional.empty();
        }
        case BootstrapCall.Outcome.Later(var reason) -> {
          lastReason = reason;
          Thread.sleep(settings.retry());
        }
      }
    }
    return Optional.empty();
  }

  private String version() {
    String line = Command.run(envoyBinary.toString(), "--version");
    Matcher version = VERSION.matcher(line);
    if (!version.find()) {
      throw new IllegalStateException("no version of Envoy: " + line);
    }
    return version.group(1);
  }

  private void startEnvoy(ReceivedBootstrap received) {
    bootstrap = received;
    envoy =
        RunningEnvoy.start(
            pod,
            envoyBinary,
            received.text(),
            List.of(
                "--drain-time-s",
                "30",
                "--drain-strategy",
                "immediate",
                "--disable-hot-restart",
                "--log-level",
                "info",
                "--concurrency",
                "2"));
  }

  /** Fetches the records that Envoy serves, and hands them to the DNS server, for good. */
  private void serveNames() throws IOException, InterruptedException {
    try (Names names = Names.ofSidecar(pod, pod.nameServer())) {
      var dynamic = new EnvoyAdmin(pod.folder().resolve("kuma-mesh-metric-config.sock"));
      String etag = "";
      while (!stopped) {
        EnvoyAdmin.Answer answer = dynamic.getUnless("/dns", etag);
        if (answer.status() == 200) {
          etag = answer.header("etag");
          names.know(records(answer.body()));
          dnsKnown = true;
        }
        Thread.sleep(POLL);
      }
    }
  }

  private static Map<String, List<String>> records(String document) throws JsonProcessingException {
    var records = new TreeMap<String, List<String>>();
    for (JsonNode one : new JsonMapper().readTree(document).path("records")) {
      var addresses = new ArrayList<String>();
      one.path("ips").forEach(address -> addresses.add(address.asText()));
      records.put(one.path("name").asText(), addresses);
    }
    return records;
  }

  /** Whether the kubelet would find the sidecar ready. */
  public boolean isReady() {
    RunningEnvoy running = envoy;
    boolean waitsForNames = !dnsKnown && System.nanoTime() - begin < WITHOUT_DNS.toNanos();
    return running != null && !waitsForNames && running.isReady();
  }

  public void awaitReady() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> failure != null || isReady());
    if (failure != null) {
      throw new IllegalStateException("kuma-dp has given up: " + failure);
    }
  }

  /** Why it has given up; empty if it has not. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** Why it asks again for a bootstrap. */
  public String lastReason() {
    return lastReason;
  }

  public RunningEnvoy envoy() {
    RunningEnvoy running = envoy;
    if (running == null) {
      throw new IllegalStateException("Envoy does not run: " + lastReason);
    }
    return running;
  }

  ReceivedBootstrap bootstrap() {
    ReceivedBootstrap received = bootstrap;
    if (received == null) {
      throw new IllegalStateException("no bootstrap yet: " + lastReason);
    }
    return received;
  }

  /** The first thing it does when its container is to end: no new requests come. */
  public void drain() {
    envoy().admin().post("/healthcheck/fail");
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    RunningEnvoy running = envoy;
    if (running != null) {
      running.close();
    }
  }
}
