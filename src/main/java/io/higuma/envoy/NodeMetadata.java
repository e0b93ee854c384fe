package io.higuma.envoy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a proxy tells of itself in {@code node.metadata}. Its writer is kuma-dp, so it is read
 * tolerantly: what is malformed counts as absent.
 *
 * @param adminPort 0 is none
 * @param adminAddress empty is the loopback address
 * @param adminSocket path of the admin socket; empty where admin is a TCP port
 * @param dnsPort where Envoy answers DNS; 0 is none
 * @param readinessPort 0 is none
 * @param workdir of kuma-dp, for sockets
 * @param isProbeProxyEnabled whether kuma-dp answers the probes of the kubelet
 * @param transparentProxy as kuma-dp was told; empty without transparent proxy or the feature
 * @param spireSocket path of the agent's socket
 * @param dynamicMetadata what users add, for example {@code HOST_IP}
 */
public record NodeMetadata(
    Set<Feature> features,
    String proxyType,
    int adminPort,
    String adminAddress,
    String adminSocket,
    int dnsPort,
    int readinessPort,
    String workdir,
    boolean isProbeProxyEnabled,
    boolean isIpv6Enabled,
    Optional<TransparentProxy> transparentProxy,
    String metricsCertPath,
    String metricsKeyPath,
    String systemCaPath,
    String spireSocket,
    Map<String, String> dynamicMetadata) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public NodeMetadata {
    features = Set.copyOf(features);
    dynamicMetadata = Map.copyOf(dynamicMetadata);
  }

  /**
   * Redirection of traffic.
   *
   * @param inboundPort where traffic to the workload goes; 0 if it is not redirected
   * @param outboundPort where traffic of the workload goes; 0 if it is not redirected
   * @param isDnsEnabled whether DNS is redirected
   * @param family which addresses are served
   */
  public record TransparentProxy(
      int inboundPort, int outboundPort, boolean isDnsEnabled, IpFamily family) {
    private static final int INBOUND_PORT = 15006;
    private static final int OUTBOUND_PORT = 15001;

    static final TransparentProxy DEFAULTS =
        new TransparentProxy(INBOUND_PORT, OUTBOUND_PORT, false, IpFamily.DUAL_STACK);

    static TransparentProxy of(JsonNode json) {
      JsonNode redirect = json.path("redirect");
      return new TransparentProxy(
          port(redirect.path("inbound"), INBOUND_PORT),
          port(redirect.path("outbound"), OUTBOUND_PORT),
          redirect.path("dns").path("enabled").asBoolean(),
          IpFamily.of(json.path("ipFamilyMode").asText("")));
    }

    private static int port(JsonNode redirect, int unset) {
      if (!redirect.path("enabled").asBoolean(true)) {
        return 0;
      }
      int port = redirect.path("port").asInt();
      return port == 0 ? unset : port;
    }
  }

  /** Versions of IP that are redirected. */
  public enum IpFamily {
    DUAL_STACK,
    IPV4,
    IPV6;

    static IpFamily of(String text) {
      return switch (text) {
        case "ipv4" -> IPV4;
        case "ipv6" -> IPV6;
        default -> DUAL_STACK;
      };
    }
  }

  /** Of the first request on a stream. */
  public static NodeMetadata of(Struct metadata) {
    try {
      return of(JSON.readTree(JsonFormat.printer().print(metadata)));
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("A Struct is JSON", e);
    }
  }

  public static NodeMetadata of(JsonNode json) {
    var features = EnumSet.noneOf(Feature.class);
    for (JsonNode feature : json.path("features")) {
      Feature.of(feature.asText()).ifPresent(features::add);
    }
    return new NodeMetadata(
        features,
        json.path("dataplane.proxyType").asText(""),
        port(json.path("dataplane.admin.port")),
        json.path("dataplane.admin.address").asText(""),
        json.path("dataplane.admin.socketPath").asText(""),
        port(json.path("dataplane.dns.port")),
        port(json.path("dataplane.readinessReporter.port")),
        json.path("workdir").asText(""),
        json.path("dataplane.appProbeProxy.enabled").asText().equals("true"),
        json.path("ipv6Enabled").asBoolean(true),
        transparentProxy(features, json.path("transparentProxy")),
        json.path("metricsCertPath").asText(""),
        json.path("metricsKeyPath").asText(""),
        json.path("systemCaPath").asText(""),
        json.path("spireAgent.socketPath").asText(""),
        texts(json.path("dynamicMetadata")));
  }

  private static Optional<TransparentProxy> transparentProxy(Set<Feature> features, JsonNode json) {
    if (!features.contains(Feature.TRANSPARENT_PROXY_IN_METADATA)) {
      return Optional.empty();
    }
    return Optional.of(json.isObject() ? TransparentProxy.of(json) : TransparentProxy.DEFAULTS);
  }

  /** Ports are text; a number counts as none, as in Kuma. */
  private static int port(JsonNode text) {
    if (!text.isTextual()) {
      return 0;
    }
    try {
      int port = Integer.parseInt(text.textValue());
      return port < 0 || port > 65535 ? 0 : port;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Map<String, String> texts(JsonNode map) {
    var texts = new TreeMap<String, String>();
    map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  public boolean has(Feature feature) {
    return features.contains(feature);
  }
}
