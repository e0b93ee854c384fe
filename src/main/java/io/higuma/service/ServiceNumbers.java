package io.higuma.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.GatewayType;
import io.higuma.metadata.Labels;
import java.util.HashSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Counts the data planes of each service of a mesh, one after the other. */
final class ServiceNumbers {
  private final SortedMap<String, OfService> services = new TreeMap<>();

  /** The last is the one of a service whose Dataplanes differ. */
  private enum Type {
    INTERNAL("internal"),
    EXTERNAL("external"),
    GATEWAY_DELEGATED("gateway_delegated"),
    GATEWAY_BUILTIN("gateway_builtin");

    private final String text;

    Type(String text) {
      this.text = text;
    }
  }

  private static final class OfService {
    private Type type = Type.INTERNAL;
    private int online;
    private int offline;
    private String address = "";
    private final SortedMap<String, Integer> issued = new TreeMap<>();
    private final SortedSet<String> zones = new TreeSet<>();

    private String status() {
      if (type == Type.EXTERNAL) {
        return "not_available";
      }
      if (online == 0) {
        return "offline";
      }
      return offline == 0 ? "online" : "partially_degraded";
    }

    private ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("status", status());
      ObjectNode numbers = json.putObject("dataplanes");
      if (online > 0) {
        numbers.put("online", online);
      }
      if (offline > 0) {
        numbers.put("offline", offline);
      }
      if (!issued.isEmpty()) {
        ObjectNode backends = json.putObject("issuedBackends");
        issued.forEach(backends::put);
      }
      if (type != Type.INTERNAL) {
        json.put("serviceType", type.text);
      }
      if (!address.isEmpty()) {
        json.put("addressPort", address);
      }
      if (!zones.isEmpty()) {
        ArrayNode list = json.putArray("zones");
        zones.forEach(list::add);
      }
      return json;
    }
  }

  /** One that is partially degraded counts as offline. */
  void add(Dataplane dataplane, Connection connection, ProxyState state) {
    var networking = dataplane.getSpec().networking();
    if (networking == null) {
      return;
    }
    var gateway = networking.gateway();
    if (gateway != null) {
      Type type =
          gateway.type() == GatewayType.BUILTIN ? Type.GATEWAY_BUILTIN : Type.GATEWAY_DELEGATED;
      count(type, gateway.tags(), connection, state);
    }
    var seen = new HashSet<String>();
    for (var inbound : networking.inbound()) {
      if (seen.add(inbound.tags().getOrDefault(Offer.SERVICE, ""))) {
        count(Type.INTERNAL, inbound.tags(), connection, state);
      }
    }
  }

  private void count(Type type, Map<String, String> tags, Connection connection, ProxyState state) {
    String name = tags.getOrDefault(Offer.SERVICE, "");
    if (name.isEmpty()) {
      return;
    }
    OfService service = services.computeIfAbsent(name, absent -> new OfService());
    service.type = type.compareTo(service.type) > 0 ? type : service.type;
    if (state == ProxyState.ONLINE) {
      service.online++;
    } else {
      service.offline++;
    }
    if (!connection.issuedBackend().isEmpty()) {
      service.issued.merge(connection.issuedBackend(), 1, Integer::sum);
    }
    String zone = tags.getOrDefault(Labels.ZONE.name(), "");
    if (!zone.isEmpty()) {
      service.zones.add(zone);
    }
  }

  void addExternal(LegacyObject external) {
    Map<String, String> tags = LegacyObject.texts(external.spec().path("tags"));
    String name = tags.getOrDefault(Offer.SERVICE, "");
    if (name.isEmpty()) {
      return;
    }
    OfService service = services.computeIfAbsent(name, absent -> new OfService());
    service.type = Type.EXTERNAL;
    service.address = external.spec().path("networking").path("address").asText("");
    String zone = tags.getOrDefault(Labels.ZONE.name(), "");
    if (!zone.isEmpty()) {
      service.zones.add(zone);
    }
  }

  /** The spec of a ServiceInsight. */
  ObjectNode spec() {
    return spec(any -> true);
  }

  /** The same of a mesh whose other services are MeshServices. */
  ObjectNode specOfGateways() {
    return spec(service -> service.type == Type.GATEWAY_DELEGATED);
  }

  private ObjectNode spec(Predicate<OfService> wanted) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    ObjectNode all = spec.putObject("services");
    services.forEach((name, service) -> {
      if (wanted.test(service)) {
        all.set(name, service.json());
      }
    });
    return spec;
  }

  ObjectNode totals() {
    int external =
        (int) services.values().stream().filter(one -> one.type == Type.EXTERNAL).count();
    ObjectNode totals = JsonNodeFactory.instance.objectNode().put("total", services.size());
    if (services.size() > external) {
      totals.put("internal", services.size() - external);
    }
    if (external > 0) {
      totals.put("external", external);
    }
    return totals;
  }
}
