package io.higuma.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.higuma.envoy.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream of a client that does what its test says. */
final class AdsClient<Q, R> {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final StreamObserver<Q> requests;
  private final Replies replies;

  private AdsClient(Opening<Q, R> opening, boolean isManual) {
    replies = new Replies(isManual);
    requests = opening.open(replies);
  }

  /** How a stream is opened. */
  private interface Opening<Q, R> {
    StreamObserver<Q> open(StreamObserver<R> replies);
  }

  /** What comes, and its end. */
  private final class Replies implements ClientResponseObserver<Q, R> {
    private final boolean isManual;
    private @Nullable ClientCallStreamObserver<Q> call;

    Replies(boolean isManual) {
      this.isManual = isManual;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
      call = stream;
      if (isManual) {
        stream.disableAutoRequestWithInitial(0);
      }
    }

    @Override
    public void onNext(R response) {
      received.add(response);
    }

    @Override
    public void onError(Throwable error) {
      received.add(((StatusRuntimeException) error).getStatus());
    }

    @Override
    public void onCompleted() {
      received.add(io.grpc.Status.OK);
    }
  }

  static AdsClient<DiscoveryRequest, DiscoveryResponse> sotw(
      ManagedChannel channel, String... tokens) {
    return new AdsClient<>(stub(channel, tokens)::streamAggregatedResources, false);
  }

  /** One that takes nothing before it is told to. */
  static AdsClient<DiscoveryRequest, DiscoveryResponse> slow(
      ManagedChannel channel, String... tokens) {
    return new AdsClient<>(stub(channel, tokens)::streamAggregatedResources, true);
  }

  /** One that compresses what it sends. */
  static AdsClient<DiscoveryRequest, DiscoveryResponse> compressing(
      ManagedChannel channel, String... tokens) {
    return new AdsClient<>(
        stub(channel, tokens).withCompression("gzip")::streamAggregatedResources, false);
  }

  static AdsClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta(
      ManagedChannel channel, String... tokens) {
    return new AdsClient<>(stub(channel, tokens)::deltaAggregatedResources, false);
  }

  private static AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceStub stub(
      ManagedChannel channel, String... tokens) {
    var headers = new Metadata();
    for (String token : tokens) {
      headers.put(AUTHORIZATION, token);
    }
    return AggregatedDiscoveryServiceGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  void send(Q request) {
    requests.onNext(request);
  }

  void take(int responses) {
    Objects.requireNonNull(replies.call).request(responses);
  }

  void cancel() {
    Objects.requireNonNull(replies.call).cancel("the test does", null);
  }

  void halfClose() {
    requests.onCompleted();
  }

  @SuppressWarnings("unchecked") // nothing else comes before the end
  R response() {
    Object next = next();
    assertThat(next).isNotInstanceOf(io.grpc.Status.class);
    return (R) next;
  }

  io.grpc.Status end() {
    Object next = next();
    assertThat(next).isInstanceOf(io.grpc.Status.class);
    return (io.grpc.Status) next;
  }

  boolean isQuiet() {
    return received.isEmpty();
  }

  private Object next() {
    try {
      Object next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).as("something from the server").isNotNull();
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static DiscoveryRequest.Builder first(String nodeId, ResourceType type, String... names) {
    return request(type, names).setNode(Node.newBuilder().setId(nodeId));
  }

  static DiscoveryRequest.Builder request(ResourceType type, String... names) {
    return DiscoveryRequest.newBuilder().setTypeUrl(type.url()).addAllResourceNames(List.of(names));
  }

  static DiscoveryRequest.Builder accepting(DiscoveryResponse response) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(response.getTypeUrl())
        .setVersionInfo(response.getVersionInfo())
        .setResponseNonce(response.getNonce());
  }

  static DiscoveryRequest rejecting(DiscoveryResponse response, String error) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(response.getTypeUrl())
        .setResponseNonce(response.getNonce())
        .setErrorDetail(Status.newBuilder().setMessage(error))
        .build();
  }
}
