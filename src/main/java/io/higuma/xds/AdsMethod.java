package io.higuma.xds;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One of the two ways in which Envoy asks.
 *
 * @param withNode the same request with another node
 * @param session makes one from the name of our instance and the time after a rejection
 */
record AdsMethod<Q extends Message>(
    String name,
    Parser<Q> parser,
    Function<Q, Node> node,
    BiFunction<Q, Node, Q> withNode,
    BiFunction<String, Duration, Session<Q>> session) {
  private static final String SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService/";

  static final AdsMethod<DiscoveryRequest> SOTW =
      new AdsMethod<>(
          SERVICE + "StreamAggregatedResources",
          DiscoveryRequest.parser(),
          DiscoveryRequest::getNode,
          (request, node) -> request.toBuilder().setNode(node).build(),
          SotwSession::new);

  static final AdsMethod<DeltaDiscoveryRequest> DELTA =
      new AdsMethod<>(
          SERVICE + "DeltaAggregatedResources",
          DeltaDiscoveryRequest.parser(),
          DeltaDiscoveryRequest::getNode,
          (request, node) -> request.toBuilder().setNode(node).build(),
          DeltaSession::new);

  Q parse(byte[] message) throws InvalidProtocolBufferException {
    return parser.parseFrom(message);
  }

  /**
   * Reads a request on trial. The classes of all messages are loaded with the first, which takes a
   * second and more on a busy machine: too long for an event loop.
   */
  void load() {
    Node node =
        Node.newBuilder()
            .setId("trial")
            .setMetadata(Struct.newBuilder().putFields("a", Value.getDefaultInstance()))
            .build();
    try {
      parse(essence(withNode.apply(parse(new byte[0]), node)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e); // it was written here
    }
  }

  /** The request without what nobody reads: of its node only the id and the metadata. */
  byte[] essence(Q request) {
    Node all = node.apply(request);
    var kept = Node.newBuilder().setId(all.getId());
    if (all.hasMetadata()) {
      kept.setMetadata(all.getMetadata());
    }
    return withNode.apply(request, kept.build()).toByteArray();
  }
}
