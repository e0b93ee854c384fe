package io.higuma.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kuma-dp asks with. Keys that this version does not know count for nothing, and so does a
 * value of a wrong type: older and newer kuma-dp are served alike.
 *
 * @param mesh empty for zone proxies
 * @param name on Kubernetes {@code pod.namespace}
 * @param proxyType as it was sent; see {@link ProxyType#of}
 * @param token empty when there is none
 * @param tokenPath where the token is on the proxy's disk; empty when it is not
 * @param resource the Dataplane as JSON, where the proxy brings its own; else empty
 * @param version of kuma-dp and Envoy
 * @param caCert PEM that the proxy trusts the control plane by; empty when it trusts its system
 * @param appProbeProxy whether kuma-dp answers probes
 * @param maxHeapBytes 0 when it is unknown
 * @param redirection how traffic is redirected; missing when that is not said
 */
public record BootstrapRequest(
    String mesh,
    String name,
    String proxyType,
    String token,
    String tokenPath,
    String resource,
    JsonNode version,
    String caCert,
    Map<String, String> dynamicMetadata,
    JsonNode otelEnv,
    long dnsPort,
    long readinessPort,
    boolean appProbeProxy,
    List<String> features,
    long maxHeapBytes,
    String workdir,
    String metricsCertPath,
    String metricsKeyPath,
    String systemCaPath,
    JsonNode redirection,
    Optional<Boolean> ipv6Enabled,
    String spireSocketPath) {
  private static final ObjectMapper JSON = ClientText.mapper();

  public BootstrapRequest {
    dynamicMetadata = Map.copyOf(dynamicMetadata);
    features = List.copyOf(features);
  }

  /** The request; empty if this is no JSON object, or one beyond all bounds. */
  static Optional<BootstrapRequest> parse(byte[] body) {
    return object(body).map(BootstrapRequest::of);
  }

  boolean can(String feature) {
    return features.contains(feature);
  }

  boolean hasToken() {
    return !token.isEmpty() || !tokenPath.isEmpty();
  }

  /** Nothing of the token, nor of the resource, which may be long. */
  @Override
  public String toString() {
    return "BootstrapRequest[%s %s in %s]".formatted(proxyType, name, mesh);
  }

  private static BootstrapRequest of(JsonNode json) {
    return new BootstrapRequest(
        text(json, "mesh"),
        text(json, "name"),
        text(json, "proxyType"),
        text(json, "dataplaneToken"),
        text(json, "dataplaneTokenPath"),
        text(json, "dataplaneResource"),
        json.path("version"),
        text(json, "caCert"),
        texts(json.path("dynamicMetadata")),
        json.path("otelEnv"),
        json.path("dnsPort").asLong(),
        json.path("readinessPort").asLong(),
        json.path("appProbeProxyDisabled").asBoolean(), // a historic misnomer: true is enabled
        list(json.path("features")),
        json.path("resources").path("maxHeapSizeBytes").asLong(),
        text(json, "workdir"),
        text(json.path("metricsResources"), "certPath"),
        text(json.path("metricsResources"), "keyPath"),
        text(json, "systemCaPath"),
        json.path("dataplaneConfig"),
        Optional.of(json.path("ipv6Enabled"))
            .filter(JsonNode::isBoolean)
            .map(JsonNode::booleanValue),
        text(json.path("spireResources"), "socketPath"));
  }

  private static Optional<JsonNode> object(byte[] body) {
    try {
      return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isTextual() ? value.textValue() : "";
  }

  private static Map<String, String> texts(JsonNode json) {
    var texts = new LinkedHashMap<String, String>();
    json.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static List<String> list(JsonNode json) {
    var texts = new ArrayList<String>();
    json.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
