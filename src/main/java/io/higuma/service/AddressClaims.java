package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import io.higuma.service.AddressView.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which names the objects of a mesh ask for, and where these are to lead. */
record AddressClaims(AddressSurroundings surroundings, AddressSettings settings) {
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final String OF_SERVICE = "service";
  private static final String OF_KUBERNETES = "kubernetes";
  private static final int LARGEST_PORT = 65_535;

  /** A name at a port. */
  record Claim(String key, Outbound outbound) {}

  /** In one order, whatever came first; several may want the same. */
  List<Claim> of(String mesh) {
    List<Offer> offers = surroundings.offers(mesh).stream().sorted(Offer.ORDER).toList();
    List<LegacyObject> virtualOutbounds = legacy(ResourceKind.VIRTUAL_OUTBOUND, mesh);
    var claims = new ArrayList<Claim>();
    for (Offer offer : offers) {
      claims.addAll(ofTags(offer.tags(), settings.servicePort(), virtualOutbounds));
    }
    remoteServices(mesh)
        .forEach(tags -> claims.addAll(ofTags(tags, settings.servicePort(), virtualOutbounds)));
    for (LegacyObject external : legacy(ResourceKind.EXTERNAL_SERVICE, mesh)) {
      claims.addAll(ofExternal(external, virtualOutbounds));
    }
    surroundings.legacy(ResourceKind.MESH_GATEWAY).stream()
        .sorted(LegacyObject.BY_NAME)
        .forEach(gateway -> claims.addAll(ofGateway(gateway)));
    if (settings.kubernetesServices()) {
      offers.forEach(offer -> claims.addAll(ofKubernetes(offer)));
    }
    return claims;
  }

  private List<LegacyObject> legacy(ResourceKind kind, String mesh) {
    return surroundings.legacy(kind).stream()
        .filter(object -> object.mesh().equals(mesh))
        .sorted(LegacyObject.BY_NAME)
        .toList();
  }

  /** The tags of the services that other zones serve. */
  private Stream<Map<String, String>> remoteServices(String mesh) {
    return surroundings.legacy(ResourceKind.ZONE_INGRESS).stream()
        .sorted(LegacyObject.BY_NAME)
        .map(LegacyObject::spec)
        .filter(ingress -> !List.of("", settings.zone()).contains(ingress.path("zone").asText("")))
        .flatMap(ingress -> ingress.path("availableServices").valueStream())
        .filter(service -> service.path("mesh").asText("").equals(mesh))
        .map(service -> LegacyObject.texts(service.path("tags")));
  }

  private List<Claim> ofTags(
      Map<String, String> tags, long port, List<LegacyObject> virtualOutbounds) {
    String service = tags.getOrDefault(Offer.SERVICE, "");
    if (service.isEmpty()) {
      return List.of();
    }
    var claims = new ArrayList<Claim>();
    if (settings.servicesHaveOne()) {
      claims.add(claim(AddressView.service(service), port, ofService(service), OF_SERVICE));
    }
    for (LegacyObject one : virtualOutbounds) {
      if (one.selects(tags)) {
        ofVirtualOutbound(one, tags).forEach(claims::add);
      }
    }
    return claims;
  }

  private static SortedMap<String, String> ofService(String service) {
    return new TreeMap<>(Map.of(Offer.SERVICE, service));
  }

  /** Nothing if a template fits these tags not. */
  private static Stream<Claim> ofVirtualOutbound(LegacyObject one, Map<String, String> tags) {
    JsonNode conf = one.spec().path("conf");
    var fields = new TreeMap<String, String>();
    var kept = new TreeMap<String, String>();
    for (JsonNode parameter : conf.path("parameters")) {
      String name = parameter.path("name").asText("");
      String key = parameter.path("tagKey").asText(name);
      String value = tags.get(key.isEmpty() ? name : key);
      if (value != null) {
        fields.put(name, value);
        kept.put(key.isEmpty() ? name : key, value);
      }
    }
    return rendered(conf.path("host"), fields)
        .flatMap(host ->
            rendered(conf.path("port"), fields)
                .filter(AddressClaims::isPort)
                .map(port ->
                    claim(
                        AddressView.domainName(host),
                        Long.parseLong(port),
                        kept,
                        "virtual-outbound:" + one.name())));
  }

  private static Stream<String> rendered(JsonNode template, Map<String, String> fields) {
    return switch (new HostnameTemplate(template.asText("")).render(fields, Map.of())) {
      case HostnameTemplate.Result.Hostname(var text) -> Stream.of(text);
      case HostnameTemplate.Result.Failed ignored -> Stream.empty();
    };
  }

  private static boolean isPort(String text) {
    return PORT.matcher(text).matches()
        && Integer.parseInt(text) > 0
        && Integer.parseInt(text) <= LARGEST_PORT;
  }

  private List<Claim> ofExternal(LegacyObject one, List<LegacyObject> virtualOutbounds) {
    Map<String, String> tags = LegacyObject.texts(one.spec().path("tags"));
    String address = one.spec().path("networking").path("address").asText("");
    int colon = address.lastIndexOf(':');
    String service = tags.getOrDefault(Offer.SERVICE, "");
    if (colon < 1 || !isPort(address.substring(colon + 1)) || service.isEmpty()) {
      return List.of();
    }
    long port = Long.parseLong(address.substring(colon + 1));
    var claims = new ArrayList<>(ofTags(tags, port, virtualOutbounds));
    claims.add(
        claim(
            AddressView.host(address.substring(0, colon)),
            port,
            ofService(service),
            "external-service:" + one.name()));
    return claims;
  }

  /** Listeners that other meshes may reach have names in all of them. */
  private static List<Claim> ofGateway(LegacyObject gateway) {
    var claims = new ArrayList<Claim>();
    for (JsonNode listener : gateway.spec().path("conf").path("listeners")) {
      String hostname = listener.path("hostname").asText("");
      if (!listener.path("crossMesh").asBoolean() || hostname.isEmpty() || hostname.contains("*")) {
        continue;
      }
      for (JsonNode selector : gateway.spec().path("selectors")) {
        var tags = new TreeMap<>(LegacyObject.texts(gateway.spec().path("tags")));
        tags.putAll(LegacyObject.texts(listener.path("tags")));
        tags.putAll(LegacyObject.texts(selector.path("match")));
        tags.put(Labels.MESH.name(), gateway.mesh());
        claims.add(
            claim(
                AddressView.domainName(hostname),
                listener.path("port").asLong(),
                tags,
                "mesh-gateway:%s:%s:%s".formatted(gateway.mesh(), gateway.name(), hostname)));
      }
    }
    return claims;
  }

  /** The addresses that Kubernetes gave; of a headless Service those of its pods. */
  private List<Claim> ofKubernetes(Offer offer) {
    String[] parts = offer.service().split("_", -1);
    if (!offer.isSelected() || parts.length != 4 || !isPort(parts[3])) {
      return List.of(); // no Service behind it
    }
    return surroundings.service(new ObjectKey(parts[1], parts[0])).stream()
        .flatMap(service -> ofKubernetes(offer, service, Long.parseLong(parts[3])))
        .toList();
  }

  private static Stream<Claim> ofKubernetes(Offer offer, Service service, long port) {
    String clusterIp = service.getSpec() == null ? null : service.getSpec().getClusterIP();
    if (clusterIp == null
        || clusterIp.isEmpty()
        || "ExternalName".equals(service.getSpec().getType())) {
      return Stream.empty();
    }
    SortedMap<String, String> tags = ofService(offer.service());
    if (!"None".equals(clusterIp)) {
      return Stream.of(claim(AddressView.host(clusterIp), port, tags, OF_KUBERNETES));
    }
    String instance = offer.tags().get(Offer.INSTANCE);
    if (instance == null || offer.address().isEmpty()) {
      return Stream.empty();
    }
    tags.put(Offer.INSTANCE, instance);
    return Stream.of(claim(AddressView.host(offer.address()), offer.port(), tags, OF_KUBERNETES));
  }

  private static Claim claim(String key, long port, SortedMap<String, String> tags, String origin) {
    return new Claim(key, new Outbound(port, tags, origin));
  }
}
