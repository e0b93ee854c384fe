package io.higuma.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for its configuration as an Envoy of Kuma's data plane does (state of the world), accepts all, and remembers when
 * it got what. It reads the names in a response and passes over the rest, so that it takes little from the server that
 * it shares the machine with.
 */
final class SimulatedProxy implements StreamObserver<SimulatedProxy.Response> {
  private static final String TYPE = "type.googleapis.com/";
  private static final String CLUSTERS = TYPE + Cluster.getDescriptor().getFullName();
  private static final String ENDPOINTS = TYPE + ClusterLoadAssignment.getDescriptor().getFullName();
  private static final String LISTENERS = TYPE + "envoy.config.listener.v3.Listener";

  private static final MethodDescriptor<DiscoveryRequest, Response> METHOD =
      AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod()
          .toBuilder(
              AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod().getRequestMarshaller(),
              new NamesOnly())
          .build();

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

  /** When a response came last, as {@link System#nanoTime()}. */
  volatile long respondedAt;

  /** When endpoints came last, as {@link System#nanoTime()}, and how many clusters they were of. */
  volatile long endpointsAt;

  volatile int endpointsOf;
  volatile String failure = "";

  /** What of a response is read; {@code names} are of clusters, of those only that have endpoints of their own. */
  record Response(String version, String type, String nonce, int size, int count, List<String> names) {}

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
        ClientCalls.asyncBidiStreamingCall(
            MetadataUtils.newAttachHeadersInterceptor(metadata).interceptCall(METHOD, CallOptions.DEFAULT, channel),
            this);
    stream.onNext(request(CLUSTERS, Set.of(), "", "").setNode(node).build());
    stream.onNext(request(LISTENERS, Set.of(), "", "").build());
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value features() {
    var list = ListValue.newBuilder();
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
  public synchronized void onNext(Response response) {
    bytes.addAndGet(response.size);
    respondedAt = System.nanoTime();
    take(response);
    if (!isConfigured && hasClusters && hasListeners && missing.isEmpty()) {
      isConfigured = true;
      configuredAt = System.nanoTime();
      configured.countDown();
    }
  }

  private void take(Response response) {
    Set<String> names = Set.of();
    if (response.type.equals(CLUSTERS)) {
      clusters = response.count;
      hasClusters = true;
      names = new TreeSet<>(response.names);
      if (!names.equals(named)) {
        missing.addAll(names);
        missing.removeAll(named);
        named = names;
        stream.onNext(request(ENDPOINTS, names, "", "").build());
      }
      names = Set.of();
    } else if (response.type.equals(ENDPOINTS)) {
      response.names.forEach(missing::remove);
      endpointsOf = response.count;
      endpointsAt = System.nanoTime();
      names = named;
    } else if (response.type.equals(LISTENERS)) {
      listeners = response.count;
      hasListeners = true;
    }
    stream.onNext(request(response.type, names, response.version, response.nonce).build());
  }

  @Override
  public void onError(Throwable thrown) {
    failure = String.valueOf(thrown.getMessage());
  }

  @Override
  public void onCompleted() {
    failure = "the server ended the stream";
  }

  /** Reads a response as far as a {@link Response} has it. */
  private static final class NamesOnly implements MethodDescriptor.Marshaller<Response> {
    private static final int EDS = Cluster.DiscoveryType.EDS_VALUE;

    @Override
    public InputStream stream(Response response) {
      throw new UnsupportedOperationException("a client reads responses");
    }

    @Override
    public Response parse(InputStream stream) {
      try {
        return read(CodedInputStream.newInstance(stream));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Response read(CodedInputStream in) throws IOException {
      String version = "";
      String type = "";
      String nonce = "";
      int count = 0;
      var names = new ArrayList<String>();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case DiscoveryResponse.VERSION_INFO_FIELD_NUMBER -> version = in.readString();
          case DiscoveryResponse.TYPE_URL_FIELD_NUMBER -> type = in.readString();
          case DiscoveryResponse.NONCE_FIELD_NUMBER -> nonce = in.readString();
          case DiscoveryResponse.RESOURCES_FIELD_NUMBER -> {
            count++;
            resource(in, names);
          }
          default -> in.skipField(tag);
        }
      }
      return new Response(version, type, nonce, in.getTotalBytesRead(), count, names);
    }

    private static void resource(CodedInputStream in, List<String> names) throws IOException {
      int outer = in.pushLimit(in.readRawVarint32());
      String type = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 1) {
          type = in.readString();
        } else if (type.equals(CLUSTERS) || type.equals(ENDPOINTS)) {
          name(in, type.equals(CLUSTERS), names);
        } else {
          in.skipField(tag);
        }
      }
      in.popLimit(outer);
    }

    /** Field 1 is the name of either; a cluster has its kind in field 2. */
    private static void name(CodedInputStream in, boolean isCluster, List<String> names) throws IOException {
      int outer = in.pushLimit(in.readRawVarint32());
      String name = "";
      boolean hasEndpoints = !isCluster;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        if (field == 1) {
          name = in.readString();
        } else if (isCluster && field == Cluster.TYPE_FIELD_NUMBER) {
          hasEndpoints = in.readEnum() == EDS;
        } else {
          in.skipField(tag);
        }
      }
      in.popLimit(outer);
      if (hasEndpoints) {
        names.add(name);
      }
    }
  }
}
