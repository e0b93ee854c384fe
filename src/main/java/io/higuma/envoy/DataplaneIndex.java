package io.higuma.envoy;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import io.higuma.api.v1alpha1.MeshServiceSpec.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Dataplanes of a mesh by what services select them by. */
final class DataplaneIndex {
  private final Map<Map.Entry<String, String>, List<DataplaneView>> byLabel = new HashMap<>();
  private final Map<Map.Entry<String, String>, List<DataplaneView>> byTag = new HashMap<>();
  private final Map<String, DataplaneView> byName = new HashMap<>();
  private final Map<String, List<Endpoint>> byService = new HashMap<>();
  private final int weight;

  /**
   * Of all Dataplanes of a mesh.
   *
   * @param weight of each endpoint
   */
  DataplaneIndex(List<DataplaneView> dataplanes, int weight) {
    this.weight = weight;
    for (DataplaneView dataplane : dataplanes) {
      byName.put(dataplane.name(), dataplane);
      dataplane.labels().entrySet().forEach(label -> add(byLabel, label, dataplane));
      for (Inbound inbound : inbounds(dataplane)) {
        inbound.tags().entrySet().forEach(tag -> add(byTag, tag, dataplane));
        String service = inbound.tags().getOrDefault(Tags.SERVICE, "");
        if (!service.isEmpty() && isServing(dataplane, inbound)) {
          byService
              .computeIfAbsent(service, absent -> new ArrayList<>())
              .add(endpoint(dataplane, inbound));
        }
      }
    }
    byService.values().forEach(endpoints -> endpoints.sort(Endpoint.ORDER));
  }

  // A Dataplane comes once for each of its inbounds, one after the other.
  @SuppressWarnings("ReferenceEquality")
  private static void add(
      Map<Map.Entry<String, String>, List<DataplaneView>> index,
      Map.Entry<String, String> key,
      DataplaneView dataplane) {
    List<DataplaneView> of =
        index.computeIfAbsent(Map.entry(key.getKey(), key.getValue()), absent -> new ArrayList<>());
    if (of.isEmpty() || of.getLast() != dataplane) {
      of.add(dataplane);
    }
  }

  private static List<Inbound> inbounds(DataplaneView dataplane) {
    var networking = dataplane.spec().networking();
    return networking == null ? List.of() : networking.inbound();
  }

  /** One without an IP address or port to connect to would make Envoy refuse all the others. */
  private static boolean isServing(DataplaneView dataplane, Inbound inbound) {
    var health = inbound.health();
    return inbound.state() == InboundState.Ready
        && (health == null || health.ready())
        && inbound.port() != DataplaneSpec.SERVICELESS_PORT
        && Addresses.isEndpoint(advertised(dataplane, inbound), inbound.port());
  }

  private Endpoint endpoint(DataplaneView dataplane, Inbound inbound) {
    return new Endpoint(
        advertised(dataplane, inbound),
        (int) inbound.port(),
        new java.util.TreeMap<>(inbound.tags()),
        dataplane.labels(),
        DestinationFacts.zoneOf(inbound.tags(), dataplane.labels()),
        weight);
  }

  private static String advertised(DataplaneView dataplane, Inbound inbound) {
    var networking = dataplane.spec().networking();
    if (networking != null && networking.advertisedAddress() != null) {
      return networking.advertisedAddress();
    }
    return inbound.address() == null || inbound.address().isEmpty()
        ? dataplane.address()
        : inbound.address();
  }

  /** Of the inbounds with that {@code kuma.io/service}. */
  List<Endpoint> endpoints(String service) {
    return byService.getOrDefault(service, List.of());
  }

  /** All values of {@code kuma.io/service} with an endpoint. */
  java.util.Set<String> services() {
    return byService.keySet();
  }

  /**
   * Of the inbounds that a MeshService selects, on one of its ports.
   *
   * @param target name or number of the inbound
   */
  List<Endpoint> endpoints(Selector selector, String target) {
    return selected(selector)
        .flatMap(dataplane ->
            inbounds(dataplane).stream()
                .filter(inbound -> isTarget(inbound, target))
                .filter(inbound -> isServing(dataplane, inbound))
                .filter(inbound -> has(inbound.tags(), selector.dataplaneTags()))
                .map(inbound -> endpoint(dataplane, inbound)))
        .sorted(Endpoint.ORDER)
        .toList();
  }

  private static boolean isTarget(Inbound inbound, String target) {
    return target.equals(Long.toString(inbound.port())) || target.equals(inbound.name());
  }

  private Stream<DataplaneView> selected(Selector selector) {
    if (selector.dataplaneRef() != null) {
      return Stream.ofNullable(byName.get(selector.dataplaneRef().name()));
    }
    if (selector.dataplaneLabels() != null) {
      Map<String, String> wanted = selector.dataplaneLabels().matchLabels();
      if (wanted.isEmpty()) {
        return byName.values().stream();
      }
      return fewest(byLabel, wanted).filter(one -> has(one.labels(), wanted));
    }
    return selector.dataplaneTags().isEmpty()
        ? Stream.empty()
        : fewest(byTag, selector.dataplaneTags());
  }

  private static Stream<DataplaneView> fewest(
      Map<Map.Entry<String, String>, List<DataplaneView>> index, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .map(one -> index.getOrDefault(Map.entry(one.getKey(), one.getValue()), List.of()))
        .min(Comparator.comparingInt(List::size))
        .orElse(List.of())
        .stream();
  }

  private static boolean has(Map<String, String> all, Map<String, String> wanted) {
    return all.entrySet().containsAll(wanted.entrySet());
  }
}
