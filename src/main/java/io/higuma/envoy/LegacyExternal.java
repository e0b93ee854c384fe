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
 * @param endpoints of all of them
 */
record LegacyExternal(String service, List<Endpoint> endpoints) {
  /** Empty if there is none. */
  static Optional<LegacyExternal> of(MeshView view, String service) {
    var endpoints = new ArrayList<Endpoint>();
    view.others(ResourceKind.EXTERNAL_SERVICE)
        .forEach(external -> {
          SortedMap<String, String> tags = tags(external.spec().path("tags"));
          if (service.equals(tags.get(Tags.SERVICE))) {
            endpoint(tags, external.spec().path("networking").path("address").asText(""))
                .ifPresent(endpoints::add);
          }
        });
    return endpoints.isEmpty()
        ? Optional.empty()
        : Optional.of(new LegacyExternal(service, List.copyOf(endpoints)));
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
    List<Endpoint> matching =
        endpoints.stream()
            .filter(endpoint -> endpoint.tags().entrySet().containsAll(wanted.entrySet()))
            .flatMap(endpoint ->
                isOverEgress
                    ? zones.egresses(endpoint.tags()).stream()
                    : java.util.stream.Stream.of(endpoint))
            .toList();
    return new DestinationFacts(
        destination,
        LegacyName.ofTags(destination.tags()),
        "",
        service,
        MeshIndex.protocol(endpoints),
        Tags.without(destination.tags(), Tags.MESH),
        matching,
        isOverEgress
            ? Optional.of(
                new DestinationFacts.Server(
                    Sni.ofTags(mesh.view().name(), destination.tags()),
                    "",
                    List.of(mesh.spiffeId("zone-egress")),
                    true))
            : Optional.empty(),
        isOverEgress ? DestinationFacts.Reach.EGRESS : DestinationFacts.Reach.DIRECT);
  }
}
