package io.higuma.xds;

import com.google.protobuf.Struct;
import io.higuma.envoy.ResourceType;
import java.time.Instant;

/** What happened on the stream of a proxy. */
public sealed interface ProxyEvent {
  /** The stream that it happened on; no two have the same, on whatever instance. */
  String stream();

  ProxyId proxy();

  Instant at();

  /**
   * The proxy has proved who it is, and nothing is sent yet.
   *
   * @param metadata what it said about itself
   */
  record Connected(String stream, ProxyId proxy, Instant at, Struct metadata)
      implements ProxyEvent {}

  /**
   * A response is on its way.
   *
   * @param version of all that the proxy is to have of this type
   * @param resources how many were sent, those removed included
   */
  record Sent(
      String stream, ProxyId proxy, Instant at, ResourceType type, String version, int resources)
      implements ProxyEvent {}

  /** Envoy took it. */
  record Accepted(String stream, ProxyId proxy, Instant at, ResourceType type, String version)
      implements ProxyEvent {}

  /**
   * Envoy keeps what it had.
   *
   * @param error in Envoy's words; at most some 2,000 characters
   */
  record Rejected(
      String stream, ProxyId proxy, Instant at, ResourceType type, String version, String error)
      implements ProxyEvent {}

  record Disconnected(String stream, ProxyId proxy, Instant at) implements ProxyEvent {}
}
