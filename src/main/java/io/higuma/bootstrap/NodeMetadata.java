package io.higuma.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Envoy tells the control plane about its proxy with the first request of each stream. Ports
 * are texts: so Kuma reads them.
 */
final class NodeMetadata {
  private static final String DEPENDENCY = "version.dependencies.";

  private final BootstrapRequest request;
  private final Struct.Builder struct = Struct.newBuilder();

  private NodeMetadata(BootstrapRequest request) {
    this.request = request;
  }

  static Struct of(BootstrapRequest request, Proxy proxy, AdminInterface admin) {
    return new NodeMetadata(request).build(proxy, admin);
  }

  private Struct build(Proxy proxy, AdminInterface admin) {
    struct.putFields("version", version());
    struct.putFields("features", list(request.features()));
    put("workdir", request.workdir());
    put("metricsCertPath", request.metricsCertPath());
    put("metricsKeyPath", request.metricsKeyPath());
    put("systemCaPath", request.systemCaPath());
    put("spireAgent.socketPath", request.spireSocketPath());
    request
        .ipv6Enabled()
        .ifPresent(
            on -> struct.putFields("ipv6Enabled", Value.newBuilder().setBoolValue(on).build()));
    put("dataplane.proxyType", proxy.type().text());
    putUnlessEmpty("dataplane.resource", request.resource());
    if (admin.port() != 0) {
      put("dataplane.admin.port", Integer.toString(admin.port()));
      putUnlessEmpty("dataplane.admin.address", admin.address());
      admin.socket().ifPresent(path -> put("dataplane.admin.socketPath", path));
    }
    putPort("dataplane.dns.port", request.dnsPort());
    putPort("dataplane.readinessReporter.port", request.readinessPort());
    if (request.appProbeProxy()) {
      put("dataplane.appProbeProxy.enabled", "true");
    }
    dynamicMetadata();
    if (request.redirection().isObject()) {
      struct.putFields("transparentProxy", value(request.redirection()));
    }
    if (request.otelEnv().isObject()) {
      struct.putFields("otelEnvInventory", otel(request.otelEnv()));
    }
    return struct.build();
  }

  /** As the JSON of a protobuf message: nothing that is empty or false. */
  private Value version() {
    Struct.Builder version = Struct.newBuilder();
    for (String part : List.of("kumaDp", "envoy")) {
      Struct.Builder fields = Struct.newBuilder();
      request
          .version()
          .path(part)
          .properties()
          .forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isTextual() ? !value.textValue().isEmpty() : value.asBoolean()) {
              fields.putFields(entry.getKey(), value(value));
            }
          });
      version.putFields(part, Value.newBuilder().setStructValue(fields).build());
    }
    Struct.Builder dependencies = Struct.newBuilder();
    new TreeMap<>(request.dynamicMetadata())
        .forEach((key, value) -> {
          if (key.startsWith(DEPENDENCY)) {
            dependencies.putFields(key.substring(DEPENDENCY.length()), text(value));
          }
        });
    if (dependencies.getFieldsCount() > 0) {
      version.putFields("dependencies", Value.newBuilder().setStructValue(dependencies).build());
    }
    return Value.newBuilder().setStructValue(version).build();
  }

  private void dynamicMetadata() {
    Struct.Builder dynamic = Struct.newBuilder();
    new TreeMap<>(request.dynamicMetadata())
        .forEach((key, value) -> {
          if (!key.startsWith(DEPENDENCY)) {
            dynamic.putFields(key, text(value));
          }
        });
    if (dynamic.getFieldsCount() > 0) {
      struct.putFields("dynamicMetadata", Value.newBuilder().setStructValue(dynamic).build());
    }
  }

  /** With all its keys, so that what reads it need not tell what is missing from what is empty. */
  private static Value otel(JsonNode given) {
    Struct.Builder otel = Struct.newBuilder();
    otel.putFields(
        "pipeEnabled",
        Value.newBuilder().setBoolValue(given.path("pipeEnabled").asBoolean()).build());
    for (String part : List.of("logs", "metrics", "shared", "traces")) {
      otel.putFields(part, value(given.path(part)));
    }
    JsonNode errors = given.path("validationErrors");
    otel.putFields(
        "validationErrors",
        errors.isArray()
            ? value(errors)
            : Value.newBuilder().setListValue(ListValue.getDefaultInstance()).build());
    return Value.newBuilder().setStructValue(otel).build();
  }

  private void put(String key, String value) {
    struct.putFields(key, text(value));
  }

  private void putUnlessEmpty(String key, String value) {
    if (!value.isEmpty()) {
      put(key, value);
    }
  }

  private void putPort(String key, long port) {
    if (port != 0) {
      put(key, Long.toString(port));
    }
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value list(List<String> texts) {
    ListValue.Builder list = ListValue.newBuilder();
    texts.forEach(text -> list.addValues(text(text)));
    return Value.newBuilder().setListValue(list).build();
  }

  private static Value value(JsonNode node) {
    Value.Builder value = Value.newBuilder();
    if (node.isTextual()) {
      return value.setStringValue(node.textValue()).build();
    }
    if (node.isBoolean()) {
      return value.setBoolValue(node.booleanValue()).build();
    }
    if (node.isNumber()) {
      return value.setNumberValue(node.doubleValue()).build();
    }
    if (node.isArray()) {
      ListValue.Builder list = ListValue.newBuilder();
      node.forEach(item -> list.addValues(value(item)));
      return value.setListValue(list).build();
    }
    if (node.isObject()) {
      Struct.Builder struct = Struct.newBuilder();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        struct.putFields(entry.getKey(), value(entry.getValue()));
      }
      return value.setStructValue(struct).build();
    }
    return value.setNullValue(NullValue.NULL_VALUE).build();
  }
}
