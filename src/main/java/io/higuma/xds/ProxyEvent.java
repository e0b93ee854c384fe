package io.higuma.xds;

import com.google.protobuf.Struct;
import io.higuma.envoy.Participant;
import io.higuma.envoy.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Set;

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

  /**
   * All that can be sent by now has been. Not told again while both are the same.
   *
   * @param participants the policies that took part in the newest configuration
   * @param open the types of which Envoy has yet to take something of it
   */
  record Progressed(
      String stream,
      ProxyId proxy,
      Instant at,
      List<Participant> participants,
      Set<ResourceType> open)
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
