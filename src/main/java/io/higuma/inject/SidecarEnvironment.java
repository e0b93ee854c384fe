package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.units.GoDuration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The environment of the sidecar, sorted by name. */
final class SidecarEnvironment {
  private static final String RUNTIME = "KUMA_DATAPLANE_RUNTIME_";

  /** The same for every pod, and shared: ContainerPatches change a copy. */
  private static final List<ObjectNode> FIELDS =
      List.of(
          field("INSTANCE_IP", "status.podIP"),
          field("POD_NAME", "metadata.name"),
          field("POD_NAMESPACE", "metadata.namespace"));

  private static final ObjectNode HOST_IP = field("HOST_IP", "status.hostIP");

  private final TreeMap<String, ObjectNode> variables = new TreeMap<>();

  private SidecarEnvironment() {}

  static ArrayNode of(
      ControlPlaneConfig config,
      String caCertificate,
      String mesh,
      SidecarOptions options,
      ProbeRouting probes) {
    var environment = new SidecarEnvironment();
    InjectorSettings settings = config.injector();
    FIELDS.forEach(environment::add);
    environment.value("KUMA_APPLICATION_PROBE_PROXY_PORT", Long.toString(probes.sidecarPort()));
    environment.value(Names.CA_CERTIFICATE_VARIABLE, caCertificate);
    environment.value("KUMA_CONTROL_PLANE_URL", config.dataplaneServerUrl());
    environment.value("KUMA_DATAPLANE_DRAIN_TIME", GoDuration.format(options.drainTime()));
    environment.value("KUMA_DATAPLANE_MESH", mesh);
    environment.value(RUNTIME + "TOKEN_PATH", Names.TOKEN_DIRECTORY + "/token");
    environment.envoy(options);
    environment.telemetry(settings);
    if (options.spire()) {
      environment.value(RUNTIME + "SPIRE_SUPPORTED", "true");
    }
    if (settings.unifiedResourceNamingEnabled()) {
      environment.value(RUNTIME + "UNIFIED_RESOURCE_NAMING_ENABLED", "true");
    }
    environment.dns(settings.builtinDNS());
    settings.sidecarContainer().envVars().forEach(environment::value);
    options.environment().forEach(environment::value);
    ArrayNode sorted = JsonNodeFactory.instance.arrayNode(environment.variables.size());
    sorted.addAll(environment.variables.values());
    return sorted;
  }

  private void envoy(SidecarOptions options) {
    Map.of(
            "ENVOY_LOG_LEVEL", options.envoyLogLevel(),
            "ENVOY_COMPONENT_LOG_LEVEL", options.envoyComponentLogLevel(),
            "ENVOY_XDS_TRANSPORT_PROTOCOL_VARIANT", options.xdsTransport())
        .forEach((name, value) -> value.ifPresent(text -> value(RUNTIME + name, text)));
  }

  private void telemetry(InjectorSettings settings) {
    if (settings.otelPipeEnabled()) {
      add(HOST_IP);
    } else {
      value(RUNTIME + "OTEL_PIPE_ENABLED", "false");
    }
  }

  private void dns(InjectorSettings.BuiltinDns dns) {
    value("KUMA_DNS_ENABLED", Boolean.toString(dns.enabled()));
    if (!dns.enabled()) {
      return;
    }
    value("KUMA_DNS_ENABLE_LOGGING", Boolean.toString(dns.logging()));
    if (dns.experimentalProxy()) {
      value("KUMA_DNS_PROXY_PORT", Long.toString(dns.port()));
    } else {
      value("KUMA_DNS_CORE_DNS_BINARY_PATH", "coredns");
      value("KUMA_DNS_CORE_DNS_PORT", Long.toString(dns.port()));
      value("KUMA_DNS_ENVOY_DNS_PORT", Long.toString(dns.port() + 2));
    }
  }

  private void value(String name, String value) {
    variables.put(name, ContainerJson.variable(name, value));
  }

  private void add(ObjectNode variable) {
    variables.put(variable.path("name").textValue(), variable);
  }

  private static ObjectNode field(String name, String path) {
    ObjectNode variable = ContainerJson.object().put("name", name);
    variable
        .putObject("valueFrom")
        .putObject("fieldRef")
        .put("apiVersion", "v1")
        .put("fieldPath", path);
    return variable;
  }
}
