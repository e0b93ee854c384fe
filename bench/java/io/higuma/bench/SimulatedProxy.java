package io.higuma.bench;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for its configuration as an Envoy of Kuma's data plane does (state of the world), accepts all, and remembers when
 * it got what. Its work is to count, so that it takes little from the server that it shares the machine with.
 */
final class SimulatedProxy implements StreamObserver<DiscoveryResponse> {
  private static final String TYPE = "type.googleapis.com/";
  private static final String CLUSTERS = TYPE + Cluster.getDescriptor().getFullName();
  private static final String ENDPOINTS = TYPE + ClusterLoadAssignment.getDescriptor().getFullName();
  private static final String LISTENERS = TYPE + "envoy.config.listener.v3.Listener";

  private final Node node;
  private final CountDownLatch configured;
  private final StreamObserver<DiscoveryRequest> stream;
  private Set<String> named = Set.of();
  private final Set<String> missing = new TreeSet<>();
  private boolean hasClusters;
  private boolean hasListeners;
  private boolean isConfigured;

  final AtomicLong bytes = new AtomicLong();
  volatile int clusters;
  volatile int listeners;

  /** When all was there, as {@link System#nanoTime()}; 0 before. */
  volatile long configuredAt;

  /** When endpoints came last, as {@link System#nanoTime()}, and how many clusters they were of. */
  volatile long endpointsAt;

  volatile int endpointsOf;
  volatile String failure = "";

  /**
   * Begins at once.
   *
   * @param configured is counted down when all is there
   * @param token of a service account; empty where none is asked for
   */
  SimulatedProxy(ManagedChannel channel, String mesh, String name, String token, CountDownLatch configured) {
    this.configured = configured;
    node =
        Node.newBuilder()
            .setId(mesh + "." + name)
            .setCluster(name)
            .setMetadata(
                Struct.newBuilder()
                    .putFields("dataplane.proxyType", text("dataplane"))
                    .putFields("dataplane.admin.port", text("9901"))
                    .putFields("dataplane.admin.address", text("127.0.0.1"))
                    .putFields("dataplane.admin.socketPath", text("/tmp/kuma-envoy-admin.sock"))
                    .putFields("dataplane.readinessReporter.port", text("9902"))
                    .putFields("dataplane.dns.port", text("15053"))
                    .putFields("workdir", text("/tmp"))
                    .putFields("features", features()))
            .build();
    var metadata = new Metadata();
    if (!token.isEmpty()) {
      metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), token);
    }
    stream =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
            .streamAggregatedResources(this);
    stream.onNext(request(CLUSTERS, Set.of(), "", "").setNode(node).build());
    stream.onNext(request(LISTENERS, Set.of(), "", "").build());
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value features() {
    var list = com.google.protobuf.ListValue.newBuilder();
    for (String feature :
        List.of(
            "feature-tcp-accesslog-via-named-pipe",
            "feature-embedded-dns",
            "feature-strict-inbound-ports",
            "feature-reuse-port")) {
      list.addValues(text(feature));
    }
    return Value.newBuilder().setListValue(list).build();
  }

  private static DiscoveryRequest.Builder request(String type, Set<String> names, String version, String nonce) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(type)
        .addAllResourceNames(names)
        .setVersionInfo(version)
        .setResponseNonce(nonce);
  }

  /** gRPC calls it for one response after the other. */
  @Override
  public synchronized void onNext(DiscoveryResponse response) {
    bytes.addAndGet(response.getSerializedSize());
    try {
      take(response);
    } catch (InvalidProtocolBufferException e) {
      failure = "no configuration: " + e.getMessage();
      stream.onError(e);
      return;
    }
    if (!isConfigured && hasClusters && hasListeners && missing.isEmpty()) {
      isConfigured = true;
      configuredAt = System.nanoTime();
      configured.countDown();
    }
  }

  private void take(DiscoveryResponse response) throws InvalidProtocolBufferException {
    String type = response.getTypeUrl();
    Set<String> names = Set.of();
    if (type.equals(CLUSTERS)) {
      clusters = response.getResourcesCount();
      hasClusters = true;
      names = namesOfEndpoints(response);
      if (!names.equals(named)) {
        missing.addAll(names);
        named = names;
        stream.onNext(request(ENDPOINTS, names, "", "").build());
      }
      names = Set.of();
    } else if (type.equals(ENDPOINTS)) {
      for (Any any : response.getResourcesList()) {
        missing.remove(ClusterLoadAssignment.parseFrom(any.getValue()).getClusterName());
      }
      endpointsOf = response.getResourcesCount();
      endpointsAt = System.nanoTime();
      names = named;
    } else if (type.equals(LISTENERS)) {
      listeners = response.getResourcesCount();
      hasListeners = true;
    }
    stream.onNext(request(type, names, response.getVersionInfo(), response.getNonce()).build());
  }

  private static Set<String> namesOfEndpoints(DiscoveryResponse response) throws InvalidProtocolBufferException {
    var names = new TreeSet<String>();
    for (Any any : response.getResourcesList()) {
      Cluster cluster = Cluster.parseFrom(any.getValue());
      if (cluster.getType() == Cluster.DiscoveryType.EDS) {
        names.add(cluster.getName());
      }
    }
    return names;
  }

  @Override
  public void onError(Throwable thrown) {
    failure = String.valueOf(thrown.getMessage());
  }

  @Override
  public void onCompleted() {
    failure = "the server ended the stream";
  }
}
