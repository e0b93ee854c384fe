package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * ExternalServices with one value of {@code kuma.io/service}.
 *
 * @param instances never empty
 */
record LegacyExternal(String service, List<Instance> instances) {
  /** Tells endpoints apart that are reached with TLS in different ways. */
  static final String EXTERNAL = "higuma.io/external-service";

  /** One ExternalService. */
  record Instance(Endpoint endpoint, Optional<OutsideTls> tls) {
    boolean has(SortedMap<String, String> wanted) {
      return endpoint.tags().entrySet().containsAll(wanted.entrySet());
    }

    private Endpoint told() {
      return tls.map(
              its -> {
                var tags = new TreeMap<>(endpoint.tags());
                tags.put(EXTERNAL, its.external());
                return new Endpoint(
                    endpoint.address(),
                    endpoint.port(),
                    tags,
                    endpoint.labels(),
                    endpoint.zone(),
                    endpoint.weight());
              })
          .orElse(endpoint);
    }
  }

  /** Empty if there is none. */
  static Optional<LegacyExternal> of(MeshView view, String service) {
    var instances = new ArrayList<Instance>();
    view.others(ResourceKind.EXTERNAL_SERVICE)
        .forEach(external -> {
          SortedMap<String, String> tags = tags(external.spec().path("tags"));
          if (service.equals(tags.get(Tags.SERVICE))) {
            endpoint(tags, external.spec().path("networking").path("address").asText(""))
                .map(endpoint ->
                    new Instance(endpoint, OutsideTlsReading.of(external, endpoint.address())))
                .ifPresent(instances::add);
          }
        });
    return instances.isEmpty()
        ? Optional.empty()
        : Optional.of(new LegacyExternal(service, List.copyOf(instances)));
  }

  private static SortedMap<String, String> tags(JsonNode json) {
    var tags = new TreeMap<String, String>();
    json.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    return tags;
  }

  private static Optional<Endpoint> endpoint(SortedMap<String, String> tags, String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 0
        || address.substring(0, colon).replaceAll("[\\[\\]]", "").isEmpty()
        || !address.substring(colon + 1).matches("\\d{1,5}")
        || !Addresses.isPort(Integer.parseInt(address.substring(colon + 1)))) {
      return Optional.empty();
    }
    return Optional.of(
        new Endpoint(
            address.substring(0, colon).replaceAll("[\\[\\]]", ""),
            Integer.parseInt(address.substring(colon + 1)),
            tags,
            new TreeMap<>(),
            tags.getOrDefault(Tags.ZONE, ""),
            1));
  }

  DestinationFacts facts(Destination.ByTags destination, OtherZones zones, MeshIndex mesh) {
    boolean isOverEgress = mesh.usesEgress();
    var wanted = Tags.without(destination.tags(), Tags.SERVICE);
    List<Instance> matching =
        instances.stream()
            .filter(one -> one.has(wanted))
            .filter(one -> isOverEgress || mesh.isInZone(one.endpoint().zone()))
            .toList();
    List<Endpoint> endpoints =
        isOverEgress
            ? matching.stream()
                .flatMap(one -> zones.egresses(one.endpoint().tags()).stream())
                .toList()
            : matching.stream()
                .map(one -> matching.size() == 1 ? one.endpoint() : one.told())
                .toList();
    return new DestinationFacts(
        destination,
        LegacyName.ofTags(destination.tags()),
        "",
        service,
        MeshIndex.protocol(instances.stream().map(Instance::endpoint).toList()),
        Tags.without(destination.tags(), Tags.MESH),
        endpoints,
        isOverEgress
            ? Optional.of(
                new DestinationFacts.Server(
                    Sni.ofTags(mesh.view().name(), destination.tags()),
                    "",
                    List.of(mesh.spiffeId("zone-egress")),
                    true))
            : Optional.empty(),
        isOverEgress ? DestinationFacts.Reach.EGRESS : DestinationFacts.Reach.DIRECT,
        isOverEgress ? List.of() : matching.stream().flatMap(one -> one.tls().stream()).toList());
  }
}
