package io.higuma.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** What kuma-dp itself gets, around the bootstrap that it hands to Envoy. */
final class SidecarConfiguration {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFAULT_PATH = "/metrics";

  private SidecarConfiguration() {}

  /** The whole answer. */
  static String wrap(String bootstrapYaml, Proxy proxy, Optional<String> corefileTemplate) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("bootstrap", base64(bootstrapYaml));
    ObjectNode sidecar = answer.putObject("kumaSidecarConfiguration");
    ObjectNode networking = sidecar.putObject("networking");
    networking.put(
        "corefileTemplate", corefileTemplate.map(SidecarConfiguration::base64).orElse(null));
    networking.put("address", proxy.address());
    var aggregate = sidecar.putObject("metrics").putArray("aggregate");
    applications(proxy).forEach(application -> aggregate.add(application(application, proxy)));
    try {
      return JSON.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can be printed", e);
    }
  }

  /** Those that are not switched off; the Dataplane's replace the mesh's of the same name. */
  private static List<JsonNode> applications(Proxy proxy) {
    var byName = new LinkedHashMap<String, JsonNode>();
    for (JsonNode conf : proxy.metrics()) {
      for (JsonNode application : conf.path("aggregate")) {
        byName.put(application.path("name").asText(), application);
      }
    }
    var enabled = new ArrayList<>(byName.values());
    enabled.removeIf(application -> !application.path("enabled").asBoolean(true));
    return enabled;
  }

  private static ObjectNode application(JsonNode application, Proxy proxy) {
    return JSON.createObjectNode()
        .put("name", application.path("name").asText())
        .put("address", orElse(application.path("address").asText(), proxy.address()))
        .put("port", application.path("port").asLong())
        .put("path", orElse(application.path("path").asText(), DEFAULT_PATH));
  }

  private static String orElse(String given, String fallback) {
    return given.isEmpty() ? fallback : given;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
