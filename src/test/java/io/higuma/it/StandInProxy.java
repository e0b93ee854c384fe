package io.higuma.it;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of an Envoy: asks for clusters and listeners as the sidecar of a pod, and accepts
 * what comes, or refuses one type.
 */
final class StandInProxy implements AutoCloseable, StreamObserver<DiscoveryResponse> {
  static final String LISTENER = "type.googleapis.com/envoy.config.listener.v3.Listener";

  private static final String CLUSTER = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final StreamObserver<DiscoveryRequest> requests;
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private volatile @Nullable String refused;
  private volatile @Nullable Throwable end;

  private StandInProxy(ManagedChannel channel, String token, Node node) {
    this.channel = channel;
    var headers = new Metadata();
    headers.put(AUTHORIZATION, token);
    requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .streamAggregatedResources(this);
    for (String type : List.of(CLUSTER, LISTENER)) {
      send(DiscoveryRequest.newBuilder().setNode(node).setTypeUrl(type).build());
    }
  }

  /** Of a pod that is there, by the default account of its namespace. */
  static StandInProxy of(Cluster cluster, TestNamespace namespace, String mesh, String pod) {
    TokenRequest token =
        namespace
            .client()
            .serviceAccounts()
            .inNamespace(namespace.name())
            .withName("default")
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(3600L)
                    .endSpec()
                    .build());
    try {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", cluster.dataPlanePort())
              .sslContext(
                  GrpcSslContexts.forClient()
                      .trustManager(InsecureTrustManagerFactory.INSTANCE)
                      .build())
              .maxInboundMessageSize(64 << 20)
              .build();
      String id = "%s.%s.%s".formatted(mesh, pod, namespace.name());
      return new StandInProxy(
          channel, token.getStatus().getToken(), Node.newBuilder().setId(id).build());
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From the next response on, what is of this type is refused, or nothing any more. */
  void refuse(@Nullable String type) {
    refused = type;
  }

  /** Why the stream has ended, if it has. */
  @Nullable Throwable end() {
    return end;
  }

  @Override
  public void onNext(DiscoveryResponse response) {
    String type = response.getTypeUrl();
    DiscoveryRequest.Builder answer =
        DiscoveryRequest.newBuilder().setTypeUrl(type).setResponseNonce(response.getNonce());
    if (type.equals(refused)) {
      answer
          .setVersionInfo(accepted.getOrDefault(type, ""))
          .setErrorDetail(Status.newBuilder().setMessage("inbound:\n  no such\tfilter"));
    } else {
      accepted.put(type, response.getVersionInfo());
      answer.setVersionInfo(response.getVersionInfo());
    }
    send(answer.build());
  }

  /** The constructor and the thread of the stream send. */
  private synchronized void send(DiscoveryRequest request) {
    requests.onNext(request);
  }

  @Override
  public void onError(Throwable error) {
    end = error;
  }

  @Override
  public void onCompleted() {
    end = new IllegalStateException("the server has ended the stream");
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
