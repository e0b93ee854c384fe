package io.higuma.envoy;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where one instance of a service is reached.
 *
 * @param tags all of them; of an instance without tags those that stand for them
 * @param labels of its Dataplane; empty if it is none
 * @param zone empty is unknown
 * @param weight at least 1
 */
public record Endpoint(
    String address,
    int port,
    SortedMap<String, String> tags,
    SortedMap<String, String> labels,
    String zone,
    int weight) {
  static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port);

  public Endpoint {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  public Endpoint withWeight(int newWeight) {
    return new Endpoint(address, port, tags, labels, zone, newWeight);
  }
}
