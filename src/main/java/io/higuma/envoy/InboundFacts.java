package io.higuma.envoy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An inbound of a proxy, with what was left out filled in.
 *
 * @param section name of the inbound, or its port as text: what policies call it
 * @param address where the proxy listens
 * @param workloadAddress where the workload listens
 * @param tags empty where inbounds have none
 */
public record InboundFacts(
    String section,
    String address,
    int port,
    String workloadAddress,
    int workloadPort,
    Protocol protocol,
    SortedMap<String, String> tags) {
  public InboundFacts {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  /** Empty if it has none. */
  public String service() {
    return tags.getOrDefault(Tags.SERVICE, "");
  }
}
