package io.higuma.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.GatewayType;
import io.higuma.resource.ResourceKind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the data planes of a mesh, one after the other. */
final class MeshNumbers {
  private static final String UNKNOWN = "unknown";

  private final States all = new States();
  private final Map<String, States> types = new LinkedHashMap<>();
  private final SortedMap<String, States> kumaDp = new TreeMap<>();
  private final SortedMap<String, States> envoy = new TreeMap<>();
  private final SortedMap<String, States> issued = new TreeMap<>();
  private final SortedMap<String, States> supported = new TreeMap<>();

  /** How many are in each state. */
  private static final class States {
    private final EnumMap<ProxyState, Integer> numbers = new EnumMap<>(ProxyState.class);

    void add(ProxyState state) {
      numbers.merge(state, 1, Integer::sum);
    }

    int total() {
      return numbers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Zeros are left out. */
    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      put(json, "total", total());
      put(json, "online", of(ProxyState.ONLINE));
      put(json, "offline", of(ProxyState.OFFLINE));
      put(json, "partiallyDegraded", of(ProxyState.PARTIALLY_DEGRADED));
      return json;
    }

    /** Of a version or backend those that are partially degraded do not count. */
    ObjectNode withoutDegraded() {
      int online = of(ProxyState.ONLINE);
      int offline = of(ProxyState.OFFLINE);
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      put(json, "total", online + offline);
      put(json, "online", online);
      put(json, "offline", offline);
      return json;
    }

    int of(ProxyState state) {
      return numbers.getOrDefault(state, 0);
    }

    private static void put(ObjectNode json, String name, int number) {
      if (number != 0) {
        json.put(name, number);
      }
    }
  }

  MeshNumbers() {
    for (String type : new String[] {"standard", "gateway", "gatewayBuiltin", "gatewayDelegated"}) {
      types.put(type, new States());
    }
  }

  void add(Dataplane dataplane, Connection connection, ProxyState state) {
    all.add(state);
    var networking = dataplane.getSpec().networking();
    var gateway = networking == null ? null : networking.gateway();
    if (gateway == null) {
      count(types, "standard", state);
    } else {
      count(types, "gateway", state);
      boolean builtin = gateway.type() == GatewayType.BUILTIN;
      count(types, builtin ? "gatewayBuiltin" : "gatewayDelegated", state);
    }
    count(kumaDp, connection.kumaDp().isEmpty() ? UNKNOWN : connection.kumaDp(), state);
    count(envoy, connection.envoy().isEmpty() ? UNKNOWN : connection.envoy(), state);
    if (!connection.issuedBackend().isEmpty()) {
      count(issued, connection.issuedBackend(), state);
    }
    connection.supportedBackends().forEach(backend -> count(supported, backend, state));
  }

  private static void count(Map<String, States> by, String key, ProxyState state) {
    by.computeIfAbsent(key, absent -> new States()).add(state);
  }

  /**
   * The spec of a MeshInsight. What its columns show is there even when it is zero.
   *
   * @param policies counted beside the other resources, and with them
   */
  ObjectNode spec(
      Map<ResourceKind, Integer> resources,
      Map<ResourceKind, Integer> policies,
      ServiceNumbers services) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.set(
        "dataplanes",
        all.json().put("total", all.total()).put("online", all.of(ProxyState.ONLINE)));
    ObjectNode byType = spec.putObject("dataplanesByType");
    types.forEach((type, states) -> byType.set(type, states.json()));
    ObjectNode versions = spec.putObject("dpVersions");
    put(versions.putObject("kumaDp"), kumaDp);
    put(versions.putObject("envoy"), envoy);
    ObjectNode tls = spec.putObject("mTLS");
    put(tls.putObject("issuedBackends"), issued);
    put(tls.putObject("supportedBackends"), supported);
    putTotals(spec.putObject("policies"), policies);
    var counted = new EnumMap<ResourceKind, Integer>(ResourceKind.class);
    counted.putAll(policies);
    counted.putAll(resources);
    putTotals(spec.putObject("resources"), counted);
    spec.set("services", services.totals());
    return spec;
  }

  /** By name; zeros are left out. */
  private static void putTotals(ObjectNode json, Map<ResourceKind, Integer> counts) {
    var sorted = new TreeMap<String, Integer>();
    counts.forEach((kind, number) -> {
      if (number > 0) {
        sorted.put(kind.kind(), number);
      }
    });
    sorted.forEach((kind, number) -> json.putObject(kind).put("total", number));
  }

  private static void put(ObjectNode json, SortedMap<String, States> by) {
    by.forEach((key, states) -> json.set(key, states.withoutDegraded()));
  }
}
