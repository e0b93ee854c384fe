package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;

/** What other zones serve, reached through their ingresses; and the way out through egresses. */
final class OtherZones {
  private final List<MeshObject> egresses;
  private final Map<String, List<Endpoint>> byService = new HashMap<>();
  private final Map<String, SequencedSet<Address>> ingresses = new HashMap<>();

  /** Of mesh-scoped zone proxies, by zone. */
  private final Map<String, SequencedSet<Address>> zoneAddresses = new HashMap<>();

  private final boolean isOverEgress;
  private final boolean isReachable;
  private int addresses;

  private record Address(String address, int port) {}

  private OtherZones(MeshView view, GenerationSettings settings) {
    egresses =
        view.others(ResourceKind.ZONE_EGRESS)
            .filter(egress -> isOf(egress, settings.zone()))
            .toList();
    var routing = view.spec().routing();
    isOverEgress = routing != null && routing.zoneEgress();
    var mtls = view.spec().mtls();
    boolean isMtlsOn =
        mtls != null && mtls.enabledBackend() != null && !mtls.enabledBackend().isEmpty();
    isReachable = isMtlsOn || view.others(ResourceKind.MESH_IDENTITY).findAny().isPresent();
    view.others(ResourceKind.MESH_ZONE_ADDRESS)
        .filter(address -> !address.zone().isEmpty() && !address.zone().equals(settings.zone()))
        .forEach(this::readAddress);
    var seen = new LinkedHashMap<Address, MeshObject>();
    view.others(ResourceKind.ZONE_INGRESS)
        .filter(ingress -> !isOf(ingress, settings.zone()))
        .forEach(ingress -> read(ingress, seen));
    addresses = seen.size();
    if (isMtlsOn) {
      seen.forEach((address, ingress) -> addServices(view.name(), address, ingress));
    } else {
      addresses = 0;
    }
  }

  static OtherZones of(MeshView view, GenerationSettings settings) {
    return new OtherZones(view, settings);
  }

  private static boolean isOf(MeshObject proxy, String zone) {
    String own = proxy.spec().path("zone").asText("");
    return own.isEmpty() || own.equals(zone);
  }

  private void read(MeshObject ingress, Map<Address, MeshObject> seen) {
    JsonNode networking = ingress.spec().path("networking");
    var address =
        new Address(
            networking.path("advertisedAddress").asText(""),
            networking.path("advertisedPort").asInt());
    if (!Addresses.isEndpoint(address.address(), address.port())) {
      return;
    }
    ingresses
        .computeIfAbsent(ingress.spec().path("zone").asText(""), zone -> new LinkedHashSet<>())
        .add(address);
    if (!ingress.spec().path("availableServices").isEmpty()) {
      seen.putIfAbsent(address, ingress);
    }
  }

  private void readAddress(MeshObject zoneAddress) {
    var address =
        new Address(
            zoneAddress.spec().path("address").asText(""), zoneAddress.spec().path("port").asInt());
    if (Addresses.isEndpoint(address.address(), address.port())) {
      zoneAddresses.computeIfAbsent(zoneAddress.zone(), zone -> new LinkedHashSet<>()).add(address);
    }
  }

  /** Whether a zone is reached through a ZoneIngress, which all meshes share. */
  boolean isOlder(String zone) {
    return !zoneAddresses.containsKey(zone);
  }

  private void addServices(String mesh, Address address, MeshObject ingress) {
    for (JsonNode service : ingress.spec().path("availableServices")) {
      if (!service.path("mesh").asText("").equals(mesh)) {
        continue;
      }
      var tags = new TreeMap<String, String>();
      service
          .path("tags")
          .properties()
          .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
      List<Endpoint> of =
          byService.computeIfAbsent(
              tags.getOrDefault(Tags.SERVICE, ""), absent -> new ArrayList<>());
      String zone = tags.getOrDefault(Tags.ZONE, "");
      if (isOverEgress) {
        egresses(tags).forEach(of::add);
      } else {
        int weight = Math.max(1, service.path("instances").asInt());
        of.add(
            new Endpoint(address.address(), address.port(), tags, new TreeMap<>(), zone, weight));
      }
    }
  }

  /** Of each endpoint of this zone, so that zones share the load by their instances. */
  int localWeight() {
    return Math.max(1, addresses);
  }

  /** Endpoints of this zone and of others. */
  List<Endpoint> with(List<Endpoint> local, String service) {
    List<Endpoint> others = byService.getOrDefault(service, List.of());
    if (others.isEmpty()) {
      return local;
    }
    var all = new ArrayList<>(local);
    all.addAll(others);
    all.sort(Endpoint.ORDER);
    return all;
  }

  /** Of a MeshService of another zone. */
  List<Endpoint> endpoints(MeshObject service, int port) {
    if (!isReachable) {
      return List.of();
    }
    var tags =
        new TreeMap<>(
            Map.of(Tags.SERVICE, LegacyName.ofService(service, port), Tags.ZONE, service.zone()));
    SequencedSet<Address> ways =
        zoneAddresses.getOrDefault(
            service.zone(), ingresses.getOrDefault(service.zone(), new LinkedHashSet<>()));
    return ways.stream()
        .map(address ->
            new Endpoint(
                address.address(), address.port(), tags, new TreeMap<>(), service.zone(), 1))
        .sorted(Endpoint.ORDER)
        .toList();
  }

  /** The egresses of this zone, for something with these tags. */
  List<Endpoint> egresses(Map<String, String> tags) {
    return egresses.stream()
        .map(egress -> {
          JsonNode networking = egress.spec().path("networking");
          return new Endpoint(
              networking.path("address").asText(""),
              networking.path("port").asInt(),
              new TreeMap<>(tags),
              new TreeMap<>(),
              tags.getOrDefault(Tags.ZONE, ""),
              1);
        })
        .filter(endpoint -> Addresses.isEndpoint(endpoint.address(), endpoint.port()))
        .toList();
  }
}
