package io.higuma.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks a running webhook for sidecars over HTTPS, as the API server does: connections that stay open, one request at a
 * time on each. Needs nothing but the JDK: {@code java WebhookLoad.java --url URL --ca FILE}. It has plain sockets, so
 * that it takes little from the server that it shares the machine with.
 */
public final class WebhookLoad {
  private static final String USAGE =
      """
      Usage: java WebhookLoad.java --url https://127.0.0.1:PORT/inject-sidecar --ca FILE [OPTION VALUE]...

        --namespace NAME  one whose pods get sidecars                (shop)
        --clients N,N     connections; each number is a run          (1,16)
        --seconds N       the longest that a run measures            (10)
        --requests N      the most that a run measures               (100000)
        --warm-up N       requests before the first run              (2000)
        --patch NAME      a ContainerPatch that the pod asks for     (none)
        --practice URL    another server, to get this client going   (none)
        --practice-ca FILE  what it is trusted by
      """;

  private final InetAddress address;
  private final URI url;
  private final SSLContext tls;
  private final byte[] request;

  private WebhookLoad(URI url, SSLContext tls, byte[] request) throws IOException {
    this.url = url;
    this.tls = tls;
    this.request = request;
    address = InetAddress.getByName(url.getHost());
    if (!address.isLoopbackAddress()) {
      throw new IllegalArgumentException("only a server on this machine is put under load, not " + url.getHost());
    }
  }

  private static byte[] post(URI url, byte[] review) {
    byte[] head =
        """
        POST %s HTTP/1.1\r
        Host: %s:%d\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(url.getRawPath(), url.getHost(), url.getPort(), review.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + review.length);
    System.arraycopy(review, 0, request, head.length, review.length);
    return request;
  }

  /** When a run ends: whichever comes first. */
  private record Bound(Duration time, int requests) {}

  /** What one connection saw; {@code connect} is the time that it took to open, in nanoseconds. */
  private record Seen(long connect, long[] nanos, int errors) {}

  public static void main(String[] args) throws Exception {
    Map<String, String> options;
    try {
      options = options(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    byte[] review = review(options.get("namespace"), options.get("patch"));
    URI url = URI.create(options.get("url"));
    var load = new WebhookLoad(url, trusting(Path.of(options.get("ca"))), post(url, review));
    var bound =
        new Bound(
            Duration.ofSeconds(Integer.parseInt(options.get("seconds"))), Integer.parseInt(options.get("requests")));
    int warmUp = Integer.parseInt(options.get("warm-up"));
    if (!options.get("practice").isEmpty()) {
      practise(URI.create(options.get("practice")), trusting(Path.of(options.get("practice-ca"))));
    }
    if (warmUp > 0) {
      reportFirst(load.run(1, new Bound(Duration.ofMinutes(1), warmUp)).getFirst());
    }
    System.out.printf("a review of %,d bytes, load of the machine %s%n", review.length, machineLoad());
    System.out.println("clients  requests  a second    p50 ms    p99 ms  p99.9 ms    max ms  errors");
    boolean failed = false;
    for (String clients : options.get("clients").split(",")) {
      failed |= load.report(Integer.parseInt(clients), bound) > 0;
    }
    System.exit(failed ? 1 : 0);
  }

  private static Map<String, String> options(String[] args) {
    var options = new HashMap<>(
        Map.of(
            "url", "", "ca", "", "namespace", "shop", "clients", "1,16", "seconds", "10", "requests", "100000",
            "warm-up", "2000", "patch", "", "practice", "", "practice-ca", ""));
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].replaceFirst("^--", "");
      if (!options.containsKey(name) || i + 1 == args.length) {
        throw new IllegalArgumentException("unknown, or without a value: " + args[i]);
      }
      options.put(name, args[i + 1]);
    }
    if (options.get("url").isEmpty() || options.get("ca").isEmpty()) {
      throw new IllegalArgumentException("--url and --ca are needed");
    }
    return options;
  }

  /** Asks another server until what is slow at first in this process is fast. */
  private static void practise(URI server, SSLContext tls) throws IOException, GeneralSecurityException {
    byte[] question = "GET / HTTP/1.1\r\nHost: practice\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    var practice = new WebhookLoad(server, tls, question);
    for (int connection = 0; connection < 20; connection++) {
      practice.client(new Bound(Duration.ofSeconds(5), 200));
    }
  }

  private static void reportFirst(Seen seen) {
    long[] nanos = seen.nanos();
    System.out.printf(Locale.ROOT, "first calls on one connection, which took %.1f ms to open:", seen.connect() / 1e6);
    for (int call = 1; call <= nanos.length; call *= 10) {
      long[] near = Arrays.copyOfRange(nanos, call - 1, Math.min(nanos.length, call == 1 ? 1 : 2 * call));
      Arrays.sort(near);
      System.out.printf(Locale.ROOT, "  %,d: %.2f ms", call, millis(near, 0.5));
    }
    System.out.println();
  }

  private int report(int clients, Bound bound) throws InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    List<Seen> all = run(clients, bound);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long[] nanos = all.stream().flatMapToLong(seen -> LongStream.of(seen.nanos())).sorted().toArray();
    int errors = all.stream().mapToInt(Seen::errors).sum();
    System.out.printf(
        Locale.ROOT,
        "%7d  %8d  %8.0f  %8.2f  %8.2f  %8.2f  %8.2f  %6d%n",
        clients,
        nanos.length,
        nanos.length / seconds,
        millis(nanos, 0.5),
        millis(nanos, 0.99),
        millis(nanos, 0.999),
        millis(nanos, 1),
        errors);
    return errors;
  }

  private static double millis(long[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
  }

  private List<Seen> run(int clients, Bound bound) throws InterruptedException, ExecutionException {
    var each = new Bound(bound.time(), Math.max(1, bound.requests() / clients));
    var results = new ArrayList<Seen>();
    try (var threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Seen>> running =
          IntStream.range(0, clients).mapToObj(client -> threads.submit(() -> client(each))).toList();
      for (Future<Seen> future : running) {
        results.add(future.get());
      }
    }
    return results;
  }

  private Seen client(Bound bound) throws IOException {
    var nanos = new long[bound.requests()];
    int errors = 0;
    int asked = 0;
    long opened = System.nanoTime();
    try (var socket = (SSLSocket) tls.getSocketFactory().createSocket(address, url.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      socket.startHandshake();
      opened = System.nanoTime() - opened;
      var in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
      long end = System.nanoTime() + bound.time().toNanos();
      while (asked < bound.requests() && System.nanoTime() < end) {
        long begin = System.nanoTime();
        socket.getOutputStream().write(request);
        boolean patched = isPatched(in);
        nanos[asked++] = System.nanoTime() - begin;
        errors += patched ? 0 : 1;
      }
    }
    return new Seen(opened, Arrays.copyOf(nanos, asked), errors);
  }

  /** Reads one answer, and whether it gives the pod its sidecar. */
  private static boolean isPatched(InputStream in) throws IOException {
    boolean ok = line(in).endsWith(" 200 OK");
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    byte[] body = in.readNBytes(length);
    return ok && new String(body, StandardCharsets.ISO_8859_1).contains("\"patch\":");
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static SSLContext trusting(Path authorities) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(authorities)) {
      int number = 0;
      for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String machineLoad() throws IOException {
    Path loads = Path.of("/proc/loadavg");
    return Files.exists(loads) ? Files.readString(loads).split(" ")[0] : "unknown";
  }

  /** A pod of two containers as a ReplicaSet makes it, with what the API server has added by then: some 5 KB. */
  private static byte[] review(String namespace, String patch) {
    String variables =
        String.join(
            ",",
            IntStream.range(0, 20)
                .mapToObj("{\"name\":\"SETTING_%1$d\",\"value\":\"a value of number %1$d\"}"::formatted)
                .toList());
    String annotations = patch.isEmpty() ? "" : "\"kuma.io/container-patches\":\"%s\",".formatted(patch);
    return """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{
         "uid":"705ab4f5-6393-11e8-b7cc-42010a800002","kind":{"group":"","version":"v1","kind":"Pod"},
         "resource":{"group":"","version":"v1","resource":"pods"},
         "requestKind":{"group":"","version":"v1","kind":"Pod"},
         "requestResource":{"group":"","version":"v1","resource":"pods"},
         "namespace":"%1$s","operation":"CREATE",
         "userInfo":{"username":"system:serviceaccount:kube-system:replicaset-controller",
          "uid":"0c2b4f5e-3a4e-4c55-8f3c-6d0f0f1a5f2f",
          "groups":["system:serviceaccounts","system:serviceaccounts:kube-system","system:authenticated"]},
         "object":{"kind":"Pod","apiVersion":"v1",
          "metadata":{"generateName":"cart-5d89bdfbf9-","namespace":"%1$s","creationTimestamp":null,
           "labels":{"app":"cart","version":"v3","pod-template-hash":"5d89bdfbf9"},
           "annotations":{%2$s"checksum/config":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
           "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"cart-5d89bdfbf9",
            "uid":"1f2a3b4c-5d6e-7f80-91a2-b3c4d5e6f708","controller":true,"blockOwnerDeletion":true}]},
          "spec":{"volumes":[{"name":"config","configMap":{"name":"cart","defaultMode":420}},
            {"name":"kube-api-access-x7k2p","projected":{"defaultMode":420,"sources":[
             {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
             {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},
             {"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}]}}],
           "containers":[{"name":"cart","image":"registry.example/shop/cart:1.4.2","args":["--port=8080"],
             "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"},{"name":"metrics","containerPort":9090,"protocol":"TCP"}],
             "env":[%3$s],
             "resources":{"limits":{"cpu":"500m","memory":"256Mi"},"requests":{"cpu":"100m","memory":"128Mi"}},
             "volumeMounts":[{"name":"config","readOnly":true,"mountPath":"/etc/cart"},
              {"name":"kube-api-access-x7k2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],
             "livenessProbe":{"httpGet":{"path":"/healthz","port":"http","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},
             "readinessProbe":{"httpGet":{"path":"/ready","port":"http","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":5,"successThreshold":1,"failureThreshold":3},
             "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent",
             "securityContext":{"runAsUser":1000,"runAsNonRoot":true,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}},
            {"name":"cache","image":"registry.example/valkey:8","ports":[{"containerPort":6379,"protocol":"TCP"}],
             "resources":{"limits":{"memory":"64Mi"},"requests":{"cpu":"10m","memory":"64Mi"}},
             "volumeMounts":[{"name":"kube-api-access-x7k2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],
             "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],
           "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst",
           "serviceAccountName":"default","serviceAccount":"default","securityContext":{},"schedulerName":"default-scheduler",
           "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},
            {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],
           "priority":0,"enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"},
          "status":{}},
         "oldObject":null,"dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}
        """
        .formatted(namespace, annotations, variables)
        .replace("\n", "")
        .getBytes(StandardCharsets.UTF_8);
  }
}
