package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the part of a configuration that no other proxy shares follows from.
 *
 * @param inboundConfs for each inbound, in their order
 * @param passthrough whether what no proxy of the mesh serves is let out
 * @param prometheus {@code conf} of the backend of the Mesh or Dataplane; empty without metrics
 * @param directAccess endpoints that are reached one by one
 */
record OwnKey(
    ProxyFacts proxy,
    List<Map<ResourceKind, InboundConf>> inboundConfs,
    Map<ResourceKind, Conf> single,
    boolean passthrough,
    Optional<JsonNode> prometheus,
    List<String> directAccess,
    AdminIdentity admin) {
  OwnKey {
    inboundConfs = List.copyOf(inboundConfs);
    single = Map.copyOf(single);
    directAccess = List.copyOf(directAccess);
  }
}
