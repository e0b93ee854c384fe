package io.higuma.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Lets injected pods of a local cluster turn Running all at once, and measures how their Dataplanes follow. The pods
 * belong to no node: their status is written here, for a kubelet (or what stands for it) would be what is measured. Run by
 * {@code bench/scale}.
 */
public final class ScaleLoad implements AutoCloseable {
  private static final String USAGE =
      """
      Usage: java -cp JACKSON ScaleLoad.java --kubeconfig FILE --pid N [OPTION VALUE]...

        --pods N        how many turn Running                          (1000)
        --services N    that lead to them, in equal shares             (a tenth of the pods)
        --namespace N   which is made                                  (scale-PODS)
        --changes N     of single pods, one after the other at rest    (50)
        --writers N     connections that write                         (16)
        --hold yes      stop the control plane until all are Running   (no)
      """;

  /** For all of the pods, whatever else the machine does. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** In Linux on all that Java 25 runs on. */
  private static final double TICKS_PER_SECOND = 100;

  /** So many Dataplanes are written by this client itself, to see how fast the API server takes them. */
  private static final int LIMIT = 1_000;

  private static final String DATAPLANES = "/apis/kuma.io/v1alpha1/namespaces/%s/dataplanes";
  private static final String PODS = "/api/v1/namespaces/%s/pods";
  private static final String MERGE = "application/merge-patch+json";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final URI server;
  private final String token;
  private final ExecutorService writers;
  private final ExecutorService watchers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());

  private ScaleLoad(String kubeconfig, int writers) throws IOException, GeneralSecurityException {
    server = URI.create(field(kubeconfig, "server"));
    token = field(kubeconfig, "token");
    if (!InetAddress.getByName(server.getHost()).isLoopbackAddress()) {
      throw new IllegalArgumentException("only a cluster on this machine is put under load, not " + server.getHost());
    }
    this.writers = Executors.newFixedThreadPool(writers);
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(Base64.getDecoder().decode(field(kubeconfig, "certificate-authority-data"))))
            .build();
  }

  public static void main(String[] args) throws Exception {
    var options = options(args);
    if (options.get("kubeconfig") == null || options.get("pid") == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    int pods = Integer.parseInt(options.getOrDefault("pods", "1000"));
    int services = Integer.parseInt(options.getOrDefault("services", Integer.toString(Math.max(1, pods / 10))));
    var process = new ControlPlane(Long.parseLong(options.get("pid")));
    String kubeconfig = Files.readString(Path.of(options.get("kubeconfig")));
    try (var load = new ScaleLoad(kubeconfig, Integer.parseInt(options.getOrDefault("writers", "16")))) {
      String namespace = options.getOrDefault("namespace", "scale-" + pods);
      load.prepare(namespace, pods, services);
      process.awaitRest();
      load.burst(namespace, pods, process, Start.of(options.getOrDefault("hold", "no")));
      process.awaitRest();
      load.limit(namespace, Math.min(pods, LIMIT));
      process.awaitRest();
      load.changes(namespace, pods, Integer.parseInt(options.getOrDefault("changes", "50")), process);
    }
    System.exit(0); // The watches go on.
  }

  private void prepare(String namespace, int pods, int services) throws Exception {
    create("/api/v1/namespaces", named("Namespace", namespace, "kuma.io/sidecar-injection", "enabled"));
    await("the namespace has a service account", () -> {
      return get("/api/v1/namespaces/%s/serviceaccounts/default".formatted(namespace), false).isPresent();
    });
    each(services, n -> create("/api/v1/namespaces/%s/services".formatted(namespace), service(n)));
    long begin = System.nanoTime();
    each(pods, n -> create(PODS.formatted(namespace), pod(n, n % services)));
    double seconds = seconds(System.nanoTime() - begin);
    System.out.printf(
        "%,d pods of %,d Services were created through the webhook in %.1f s, %.0f a second; load %s%n",
        pods, services, seconds, pods / seconds, machineLoad());
  }

  /** All of them turn Running; what is measured begins with the first of them. */
  private void burst(String namespace, int pods, ControlPlane process, Start start) throws Exception {
    var running = new ConcurrentHashMap<String, Long>();
    var present = new ConcurrentHashMap<String, Long>();
    watch(PODS.formatted(namespace), (event, now) -> running.putIfAbsent(name(event), now));
    watch(DATAPLANES.formatted(namespace), (event, now) -> present.putIfAbsent(name(event), now));
    double cpu = process.cpuSeconds();
    if (start == Start.HELD) {
      process.signal("STOP");
    }
    try {
      each(pods, n -> patch(PODS.formatted(namespace) + "/pod-" + n + "/status", status(n)));
    } finally {
      process.signal("CONT");
    }
    long released = System.nanoTime();
    awaitAll(pods, running, present);
    double cpuToLast = process.cpuSeconds() - cpu;
    String load = machineLoad();
    process.awaitRest();
    double cpuToRest = process.cpuSeconds() - cpu;

    long firstRunning = running.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    long first = start == Start.HELD ? released : firstRunning;
    long last = running.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    long[] sinceFirst = sorted(present.values().stream().mapToLong(seen -> seen - first));
    long[] sinceOwn =
        sorted(present.entrySet().stream().mapToLong(seen -> seen.getValue() - running.get(seen.getKey())));
    System.out.printf("  pods Running: the last %.2f s after the first%n", seconds(last - firstRunning));
    if (start == Start.HELD) {
      System.out.printf("  Dataplanes after the control plane was let go: %s%n", summary(sinceFirst));
    } else {
      System.out.printf("  Dataplanes after the first pod: %s%n", summary(sinceFirst));
      System.out.printf("  Dataplane after its own pod: %s%n", summary(sinceOwn));
    }
    System.out.printf(
        "  CPU of the control plane: %.2f s to the last Dataplane, %.2f s until it rested; load %s%n",
        cpuToLast, cpuToRest, load);
    System.out.printf("  %s%n", process.memory());
  }

  private static void awaitAll(int pods, Map<String, Long> running, Map<String, Long> present) throws Exception {
    try {
      await("each pod has a Dataplane", () -> present.size() >= pods && running.size() >= pods);
    } catch (TimeoutException e) {
      throw new TimeoutException("%d pods seen Running, %d Dataplanes".formatted(running.size(), present.size()));
    }
  }

  /** The very Dataplanes, written by this client where no webhook is asked: the best that the API server can do. */
  private void limit(String namespace, int count) throws Exception {
    String other = namespace + "-limit";
    create("/api/v1/namespaces", named("Namespace", other, "kubernetes.io/metadata.name", other));
    var bodies = new ArrayList<byte[]>();
    JsonNode list = get(DATAPLANES.formatted(namespace) + "?limit=" + count, true).orElseThrow();
    for (JsonNode item : list.path("items")) {
      var copy = (ObjectNode) item.deepCopy();
      var metadata = (ObjectNode) copy.path("metadata");
      metadata.remove(
          List.of("namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields",
              "ownerReferences"));
      copy.put("apiVersion", "kuma.io/v1alpha1").put("kind", "Dataplane");
      bodies.add(json.writeValueAsBytes(copy));
    }
    long begin = System.nanoTime();
    each(bodies.size(), n -> create(DATAPLANES.formatted(other), bodies.get(n)));
    double seconds = seconds(System.nanoTime() - begin);
    System.out.printf(
        "  the limit: %,d Dataplanes written by a plain client in %.2f s, %.0f a second; load %s%n",
        bodies.size(), seconds, bodies.size() / seconds, machineLoad());
    send("DELETE", DATAPLANES.formatted(other), "", new byte[0]);
  }

  /** One pod after the other gets a label, which its Dataplane gets too. */
  private void changes(String namespace, int pods, int count, ControlPlane process) throws Exception {
    var seen = new ConcurrentHashMap<String, Long>();
    watch(
        DATAPLANES.formatted(namespace),
        (event, now) ->
            seen.putIfAbsent(name(event) + " " + event.at("/metadata/labels/change").asText(""), now));
    var nanos = new long[count];
    var writes = new long[count];
    double cpu = process.cpuSeconds();
    for (int n = 0; n < count; n++) {
      String pod = "pod-" + (n * 7919L % pods);
      String change = pod + " " + n;
      byte[] label = "{\"metadata\":{\"labels\":{\"change\":\"%d\"}}}".formatted(n).getBytes(StandardCharsets.UTF_8);
      long begin = System.nanoTime();
      patch(PODS.formatted(namespace) + "/" + pod, label);
      writes[n] = System.nanoTime() - begin;
      await("the change is seen", () -> seen.containsKey(change));
      nanos[n] = seen.get(change) - begin;
      Thread.sleep(50);
    }
    System.out.printf(
        "  a change at rest until its Dataplane has it: median %.0f ms, max %.0f ms; of it the write of the pod: median %.0f ms; CPU %.1f ms each; load %s%n",
        millis(middle(nanos)), millis(Arrays.stream(nanos).max().orElse(0)), millis(middle(writes)),
        1_000 * (process.cpuSeconds() - cpu) / count, machineLoad());
  }

  /** The API server takes its time to store the status of so many pods; held back, the control plane sees all at once. */
  private enum Start {
    RUNNING,
    HELD;

    static Start of(String hold) {
      return hold.equals("yes") ? HELD : RUNNING;
    }
  }

  /** What {@code /proc} says of the control plane. */
  private record ControlPlane(long pid) {
    void signal(String name) throws IOException, InterruptedException {
      if (new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor() != 0) {
        throw new IOException("the control plane is gone");
      }
    }

    double cpuSeconds() throws IOException {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    String memory() throws IOException {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
        return String.join(
            ", ",
            lines
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .map(kibibytes -> Long.parseLong(kibibytes) / 1024 + " MiB")
                .sorted()
                .toList())
            + " resident now and at most";
      }
    }

    /** Until it takes less than a tenth of a core for a second; says so if it does not come to rest. */
    void awaitRest() throws IOException, InterruptedException {
      double used = 0;
      for (int tries = 0; tries < 20; tries++) {
        double before = cpuSeconds();
        Thread.sleep(1_000);
        used = cpuSeconds() - before;
        if (used < 0.1) {
          return;
        }
      }
      System.out.printf("  the control plane does not come to rest: it still takes %.2f cores%n", used);
    }
  }

  private interface Seen {
    void event(JsonNode object, long nanos);
  }

  /** What changes from now on, metadata alone; by a thread of its own. */
  private void watch(String path, Seen seen) throws Exception {
    String version = get(path + "?limit=1", true).orElseThrow().at("/metadata/resourceVersion").asText();
    Stream<String> lines = events(path, version);
    watchers.execute(() -> follow(path, version, lines, seen));
  }

  /** The API server ends watches that can't keep up; they go on where they ended. */
  private void follow(String path, String from, Stream<String> begun, Seen seen) {
    String version = from;
    try (Stream<String> first = begun) {
      Iterator<String> lines = first.iterator();
      while (!writers.isShutdown()) {
        while (lines.hasNext()) {
          JsonNode event = read(lines.next());
          if (event.path("type").asText().equals("ERROR")) {
            throw new IllegalStateException("the watch of " + path + " is lost: " + event);
          }
          version = event.at("/object/metadata/resourceVersion").asText();
          seen.event(event.path("object"), System.nanoTime());
        }
        lines = events(path, version).iterator();
      }
    } catch (Exception e) {
      if (!writers.isShutdown()) {
        e.printStackTrace();
        System.exit(1);
      }
    }
  }

  private Stream<String> events(String path, String version) throws Exception {
    var request =
        request(path + "?watch=true&resourceVersion=" + version)
            .header("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            .build();
    return http.send(request, BodyHandlers.ofLines()).body();
  }

  private JsonNode read(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("not JSON: " + text, e);
    }
  }

  private interface Write {
    void at(int number) throws Exception;
  }

  /** Does it for all numbers below, by all writers, and waits. */
  private void each(int count, Write write) throws InterruptedException, ExecutionException {
    IntFunction<Callable<Boolean>> task = number -> () -> {
      write.at(number);
      return true;
    };
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int number = 0; number < count; number++) {
      tasks.add(task.apply(number));
    }
    for (Future<Boolean> done : writers.invokeAll(tasks)) {
      done.get();
    }
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("still not so: " + what);
      }
      Thread.sleep(1);
    }
  }

  private Optional<JsonNode> get(String path, boolean required) throws Exception {
    var response = http.send(request(path).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200 && required) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return response.statusCode() == 200 ? Optional.of(read(response.body())) : Optional.empty();
  }

  private void create(String path, byte[] object) throws Exception {
    send("POST", path, "application/json", object);
  }

  private void patch(String path, byte[] change) throws Exception {
    send("PATCH", path, MERGE, change);
  }

  private void send(String method, String path, String type, byte[] body) throws Exception {
    var request = request(path).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    var response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private static byte[] named(String kind, String name, String label, String value) {
    return """
        {"apiVersion":"v1","kind":"%s","metadata":{"name":"%s","labels":{"%s":"%s"}}}
        """
        .formatted(kind, name, label, value)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] service(int number) {
    return """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"app-%1$d"},
         "spec":{"selector":{"app":"app-%1$d"},"ports":[{"name":"http","port":80,"targetPort":8080,"appProtocol":"http"}]}}
        """
        .formatted(number)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A scheduler that is not there leaves it alone. */
  private static byte[] pod(int number, int service) {
    return """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod-%d","labels":{"app":"app-%d","version":"v1"}},
         "spec":{"schedulerName":"none","terminationGracePeriodSeconds":0,
          "containers":[{"name":"app","image":"registry.example/app:1",
           "ports":[{"name":"http","containerPort":8080}],
           "env":[{"name":"LEVEL","value":"info"},{"name":"REGION","value":"north"}],
           "readinessProbe":{"httpGet":{"path":"/ready","port":8080}}}]}}
        """
        .formatted(number, service)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] status(int number) {
    String address = "10.%d.%d.%d".formatted(100 + number / 62_500, number / 250 % 250, 1 + number % 250);
    String running = "\"state\":{\"running\":{\"startedAt\":\"2026-01-01T00:00:00Z\"}}";
    String ready =
        Stream.of("PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready", "PodScheduled")
            .map(type -> "{\"type\":\"%s\",\"status\":\"True\"}".formatted(type))
            .reduce((one, other) -> one + "," + other)
            .orElseThrow();
    return """
        {"status":{"phase":"Running","podIP":"%1$s","podIPs":[{"ip":"%1$s"}],"conditions":[%2$s],
         "containerStatuses":[
          {"name":"app","ready":true,"started":true,"restartCount":0,"image":"app","imageID":"app",%3$s},
          {"name":"kuma-sidecar","ready":true,"started":true,"restartCount":0,"image":"dp","imageID":"dp",%3$s}]}}
        """
        .formatted(address, ready, running)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  private static String summary(long[] sorted) {
    return "median %.2f s, p99 %.2f s, last %.2f s"
        .formatted(
            seconds(sorted[sorted.length / 2]),
            seconds(sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)]),
            seconds(sorted[sorted.length - 1]));
  }

  private static long[] sorted(LongStream nanos) {
    return nanos.sorted().toArray();
  }

  private static long middle(long[] nanos) {
    return sorted(Arrays.stream(nanos))[nanos.length / 2];
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static String machineLoad() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }

  private static Map<String, String> options(String[] args) {
    var options = new HashMap<String, String>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
    }
    return options;
  }

  /** dev/cluster writes each part of a kubeconfig once, on a line of its own. */
  private static String field(String kubeconfig, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + ": \"?([^\"},\\s]+)").matcher(kubeconfig);
    if (!matcher.find()) {
      throw new IllegalArgumentException("the kubeconfig has no " + name);
    }
    return matcher.group(1);
  }

  private static SSLContext trusting(byte[] authorities) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = new ByteArrayInputStream(authorities)) {
      int number = 0;
      for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    writers.shutdownNow();
  }
}
