package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import io.higuma.api.v1alpha1.DataplaneSpec.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The addresses of the mesh's Services, for control planes that keep them on each Dataplane. */
record OutboundsFactory(PodSurroundings surroundings) {
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  /** An instance of a service. */
  private record Endpoint(String address, long port, Optional<String> instance) {}

  /**
   * Sorted by service; instances of a headless Service in the order of the Dataplanes. The pod's
   * own Dataplane counts as far as it stays what it is.
   *
   * @param own the inbounds that the pod's Dataplane is about to have
   * @param reachable the only services that count; empty is all
   */
  List<Outbound> outboundsOf(Pod pod, String mesh, List<Inbound> own, List<String> reachable) {
    var endpoints = new TreeMap<String, List<Endpoint>>();
    for (Dataplane dataplane : surroundings.dataplanes(mesh)) {
      Predicate<String> counts = isOf(pod, dataplane) ? services(own)::contains : service -> true;
      collect(dataplane, counts, endpoints);
    }
    String ownAddress = Objects.requireNonNullElse(pod.getStatus().getPodIP(), "");
    return endpoints.entrySet().stream()
        .filter(service -> reachable.isEmpty() || reachable.contains(service.getKey()))
        .flatMap(service -> outbounds(service.getKey(), service.getValue(), ownAddress))
        .toList();
  }

  private static boolean isOf(Pod pod, Dataplane dataplane) {
    return Objects.equals(pod.getMetadata().getName(), dataplane.getMetadata().getName())
        && Objects.equals(pod.getMetadata().getNamespace(), dataplane.getMetadata().getNamespace());
  }

  private static Set<String> services(List<Inbound> inbounds) {
    return inbounds.stream()
        .flatMap(inbound -> Optional.ofNullable(inbound.tags().get(InboundTags.SERVICE)).stream())
        .collect(Collectors.toSet());
  }

  private static void collect(
      Dataplane dataplane, Predicate<String> counts, SortedMap<String, List<Endpoint>> to) {
    Networking networking = dataplane.getSpec().networking();
    if (networking == null) {
      return;
    }
    for (Inbound inbound : networking.inbound()) {
      String service = inbound.tags().get(InboundTags.SERVICE);
      if (service != null && inbound.state() != InboundState.Ignored && counts.test(service)) {
        to.computeIfAbsent(service, absent -> new ArrayList<>()).add(endpoint(networking, inbound));
      }
    }
  }

  private static Endpoint endpoint(Networking networking, Inbound inbound) {
    String address = Objects.requireNonNullElse(inbound.address(), "");
    return new Endpoint(
        address.isEmpty() ? Objects.requireNonNullElse(networking.address(), "") : address,
        inbound.port(),
        Optional.ofNullable(inbound.tags().get(InboundTags.INSTANCE)));
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
