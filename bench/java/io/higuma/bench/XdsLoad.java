package io.higuma.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Lets simulated data planes ask a running control plane for their configuration, all at once, and measures how long
 * that takes and how fast a changed endpoint reaches all of them. The mesh has its services and Dataplanes from here.
 *
 * <pre>{@code XdsLoad ADDRESS:PORT CA-FILE PID API-PID SERVICES ENDPOINTS CLIENTS[,CLIENTS]...}</pre>
 *
 * <p>The cluster is the one of {@code KUBECONFIG}; PID is the control plane's, for its memory and processor time, API-PID the API server's.
 */
public final class XdsLoad {
  private static final String MESH = "load";
  private static final String NAMESPACE = "load";
  private static final int CHANGES = 10;
  private static final int PATIENCE_SECONDS = 300;
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final String server;
  private final SslContext tls;
  private final long pid;
  private final long api;
  private final int services;
  private final int endpoints;
  private final EventLoopGroup loops = new NioEventLoopGroup(2);

  private XdsLoad(String[] args) throws IOException {
    server = args[0];
    tls =
        GrpcSslContexts.configure(GrpcSslContexts.forClient(), provider())
            .trustManager(Path.of(args[1]).toFile())
            .sessionCacheSize(1) // An Envoy that starts has no session to take up.
            .build();
    pid = Long.parseLong(args[2]);
    api = Long.parseLong(args[3]);
    services = Integer.parseInt(args[4]);
    endpoints = Integer.parseInt(args[5]);
  }

  /** The cheapest: clients are to leave the machine to the server. */
  private static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 7) {
      System.err.println("Usage: XdsLoad ADDRESS:PORT CA-FILE PID API-PID SERVICES ENDPOINTS CLIENTS[,CLIENTS]...");
      System.exit(2);
    }
    var load = new XdsLoad(args);
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      int[] runs = Arrays.stream(args[6].split(",")).mapToInt(Integer::parseInt).toArray();
      load.prepare(client, Arrays.stream(runs).max().orElseThrow());
      System.out.printf("load of the machine %s%n", Files.readString(Path.of("/proc/loadavg")).trim());
      System.out.println(
          "clients  configured p50 s   p99 s   last s   MiB sent  clusters  listeners  resident MiB   CPU s"
              + "  CPU s of clients  of API server   change p50 ms   p99 ms  CPU ms per change  of clients  clusters sent");
      for (int clients : runs) {
        load.run(client, clients);
      }
    }
    System.exit(0);
  }

  /** Makes what is not there yet: Dataplanes of the services, and as many of clients as it takes. */
  private void prepare(KubernetesClient client, int clients) throws InterruptedException {
    client.resource(yaml("{apiVersion: v1, kind: Namespace, metadata: {name: load}}")).serverSideApply();
    client
        .resource(
            yaml(
                "{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: load}, spec: {meshServices: {mode: Exclusive}}}"))
        .serverSideApply();
    inParallel(services, i -> client.resource(yaml(service(i))).serverSideApply());
    inParallel(Math.max(services * endpoints, clients), i -> client.resource(yaml(dataplane(i))).serverSideApply());
    awaitAddresses(client);
  }

  /** An address that is given out later is a change for all clients, and not the one that is measured. */
  private void awaitAddresses(KubernetesClient client) throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (withAddress(client) < services) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException("only " + withAddress(client) + " services have an address");
      }
      Thread.sleep(500);
    }
  }

  private static long withAddress(KubernetesClient client) {
    return client.genericKubernetesResources(kind("MeshService", "meshservices")).inNamespace(NAMESPACE).list().getItems()
        .stream()
        .filter(service -> service.get("status", "vips", 0) != null)
        .count();
  }

  private static ResourceDefinitionContext kind(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("kuma.io")
        .withVersion("v1alpha1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  private static String yaml(String text) {
    return "---\n" + text;
  }

  private static String service(int number) {
    return """
        apiVersion: kuma.io/v1alpha1
        kind: MeshService
        metadata:
          name: service-%1$d
          namespace: load
          labels: {kuma.io/mesh: load}
        spec:
          selector: {dataplaneTags: {kuma.io/service: service-%1$d}}
          ports: [{port: 80, targetPort: 8080, appProtocol: http}, {port: 81, targetPort: 8080, appProtocol: http}]
        """
        .formatted(number);
  }

  private String dataplane(int number) {
    return """
        apiVersion: kuma.io/v1alpha1
        kind: Dataplane
        metadata:
          name: %s
          namespace: load
          labels: {kuma.io/mesh: load}
        mesh: load
        spec:
          networking:
            address: 10.%d.%d.%d
            inbound:
            - {port: 8080, state: Ready, tags: {kuma.io/service: %s, kuma.io/protocol: http}}
            transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001}
        """
        .formatted(
            dataplaneName(number),
            100 + number / 62_500,
            number / 250 % 250,
            1 + number % 250,
            number < services * endpoints ? "service-" + number % services : "client");
  }

  private static String dataplaneName(int number) {
    return "proxy-" + number;
  }

  private static void inParallel(int count, IntConsumer each) throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < count; i++) {
        int number = i;
        threads.submit(() -> each.accept(number));
      }
    }
  }

  private void run(KubernetesClient client, int clients) throws Exception {
    Processors before = processors();
    var configured = new CountDownLatch(clients);
    var channels = new ArrayList<ManagedChannel>();
    var proxies = new ArrayList<SimulatedProxy>();
    long begin = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      ManagedChannel channel = channel();
      channels.add(channel);
      proxies.add(new SimulatedProxy(channel, MESH, dataplaneName(i) + "." + NAMESPACE, "", configured));
    }
    if (!configured.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      report(proxies, configured);
    }
    Processors start = processors().since(before);
    long[] times = proxies.stream().mapToLong(proxy -> proxy.configuredAt - begin).sorted().toArray();
    long sent = proxies.stream().mapToLong(proxy -> proxy.bytes.get()).sum();
    awaitQuiet(proxies);
    before = processors();
    Changes changes = changes(client, proxies);
    Processors change = processors().since(before);
    System.out.printf(
        "%7d %18.2f %7.2f %8.2f %10.0f %9d %10d %13d %7.1f %17.1f %14.1f %15.0f %8.0f %18.0f %11.0f %14d%n",
        clients,
        at(times, 0.5) / 1e9,
        at(times, 0.99) / 1e9,
        at(times, 1) / 1e9,
        sent / 1048576.0,
        proxies.getFirst().clusters,
        proxies.getFirst().listeners,
        residentMiB(),
        start.server / 1000.0,
        start.clients / 1000.0,
        start.api / 1000.0,
        at(changes.nanos, 0.5) / 1e6,
        at(changes.nanos, 0.99) / 1e6,
        change.server / (double) CHANGES,
        change.clients / (double) CHANGES,
        changes.clustersSent);
    channels.forEach(ManagedChannel::shutdownNow);
    for (ManagedChannel channel : channels) {
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  /** Until nothing has been sent for a while: what a start leaves to do is no part of a change. */
  private static void awaitQuiet(List<SimulatedProxy> proxies) throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    long last = 0;
    while (System.nanoTime() - last < QUIET_NANOS && System.nanoTime() < patience) {
      Thread.sleep(100);
      last = proxies.stream().mapToLong(proxy -> proxy.respondedAt).max().orElse(0);
    }
  }

  /** Sorted times from the request to the API server to the arrival, of all clients and changes. */
  private record Changes(long[] nanos, int clustersSent) {}

  private static Changes changes(KubernetesClient client, List<SimulatedProxy> proxies) throws InterruptedException {
    var nanos = new ArrayList<Long>();
    int most = 0;
    for (int i = 0; i < CHANGES; i++) {
      long begin = System.nanoTime();
      patch(client, i % 2 == 0 ? "NotReady" : "Ready");
      for (SimulatedProxy proxy : proxies) {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (proxy.endpointsAt < begin) {
          if (System.nanoTime() > patience) {
            throw new IllegalStateException("a change did not arrive within a minute; " + proxy.failure);
          }
          Thread.sleep(1);
        }
        nanos.add(proxy.endpointsAt - begin);
        most = Math.max(most, proxy.endpointsOf);
      }
      Thread.sleep(500);
    }
    return new Changes(nanos.stream().mapToLong(Long::longValue).sorted().toArray(), most);
  }

  private static void patch(KubernetesClient client, String state) {
    GenericKubernetesResource changed =
        client
            .genericKubernetesResources(kind("Dataplane", "dataplanes"))
            .inNamespace(NAMESPACE)
            .withName(dataplaneName(0))
            .patch(
                PatchContext.of(PatchType.JSON),
                "[{\"op\":\"replace\",\"path\":\"/spec/networking/inbound/0/state\",\"value\":\"" + state + "\"}]");
    if (changed == null) {
      throw new IllegalStateException("the Dataplane to be changed is not there");
    }
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forTarget("dns:///" + server)
        .eventLoopGroup(loops)
        .channelType(NioSocketChannel.class)
        .sslContext(tls)
        .directExecutor()
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  private static void report(List<SimulatedProxy> proxies, CountDownLatch configured) {
    String failures =
        proxies.stream()
            .map(proxy -> proxy.failure)
            .filter(failure -> !failure.isEmpty())
            .distinct()
            .limit(5)
            .toList()
            .toString();
    System.err.printf(
        "%d of %d clients were not configured within %d s: %s%n",
        configured.getCount(), proxies.size(), PATIENCE_SECONDS, failures);
    System.exit(1);
  }

  private static long at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  }

  private long residentMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  /** Processor time in ms. */
  private record Processors(long server, long clients, long api) {
    Processors since(Processors before) {
      return new Processors(server - before.server, clients - before.clients, api - before.api);
    }
  }

  private Processors processors() throws IOException {
    return new Processors(processorMillis(pid), processorMillis(ProcessHandle.current().pid()), processorMillis(api));
  }

  private static long processorMillis(long process) throws IOException {
    String[] fields = Files.readString(Path.of("/proc", Long.toString(process), "stat")).split("\\) ", 2)[1].split(" ");
    long ticks = IntStream.of(11, 12).mapToLong(i -> Long.parseLong(fields[i])).sum();
    return ticks * 10;
  }
}
