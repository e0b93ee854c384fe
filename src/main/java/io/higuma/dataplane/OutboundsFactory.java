package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import io.higuma.api.v1alpha1.DataplaneSpec.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The addresses of the mesh's Services, for control planes that keep them on each Dataplane. */
record OutboundsFactory(PodSurroundings surroundings) {
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  /** An instance of a service. */
  private record Endpoint(String address, long port, Optional<String> instance) {}

  /**
   * Sorted by service; instances of a headless Service in the order of the Dataplanes.
   *
   * @param reachable the only services that count; empty is all
   */
  List<Outbound> outboundsOf(Pod pod, String mesh, List<String> reachable) {
    String ownAddress = Objects.requireNonNullElse(pod.getStatus().getPodIP(), "");
    return endpointsByService(surroundings.dataplanes(mesh)).entrySet().stream()
        .filter(service -> reachable.isEmpty() || reachable.contains(service.getKey()))
        .flatMap(service -> outbounds(service.getKey(), service.getValue(), ownAddress))
        .toList();
  }

  private static SortedMap<String, List<Endpoint>> endpointsByService(List<Dataplane> dataplanes) {
    var endpoints = new TreeMap<String, List<Endpoint>>();
    for (Dataplane dataplane : dataplanes) {
      var networking = dataplane.getSpec().networking();
      if (networking == null) {
        continue;
      }
      for (Inbound inbound : networking.inbound()) {
        String service = inbound.tags().get(InboundTags.SERVICE);
        if (service == null || inbound.state() == InboundState.Ignored) {
          continue;
        }
        String address = Objects.requireNonNullElse(inbound.address(), "");
        endpoints
            .computeIfAbsent(service, absent -> new ArrayList<>())
            .add(
                new Endpoint(
                    address.isEmpty()
                        ? Objects.requireNonNullElse(networking.address(), "")
                        : address,
                    inbound.port(),
                    Optional.ofNullable(inbound.tags().get(InboundTags.INSTANCE))));
      }
    }
    return endpoints;
  }

  private Stream<Outbound> outbounds(String tag, List<Endpoint> endpoints, String ownAddress) {
    String[] parts = tag.split("_", -1);
    if (parts.length != 4 || !PORT.matcher(parts[3]).matches()) {
      return Stream.empty(); // no Service behind it
    }
    Optional<Service> found = surroundings.service(parts[1], parts[0]);
    if (found.isEmpty() || ServicePorts.isExternalName(found.get())) {
      return Stream.empty();
    }
    Service service = found.get();
    if (ServicePorts.isHeadless(service)) {
      return endpoints.stream()
          .filter(endpoint -> !endpoint.address().equals(ownAddress))
          .map(endpoint -> outbound(tag, endpoint));
    }
    return Stream.of(
        new Outbound(
            service.getSpec() == null ? null : service.getSpec().getClusterIP(),
            Long.parseLong(parts[3]),
            Map.of(InboundTags.SERVICE, tag),
            null));
  }

  private static Outbound outbound(String tag, Endpoint endpoint) {
    var tags = new TreeMap<>(Map.of(InboundTags.SERVICE, tag));
    endpoint.instance().ifPresent(instance -> tags.put(InboundTags.INSTANCE, instance));
    return new Outbound(endpoint.address(), endpoint.port(), tags, null);
  }
}
