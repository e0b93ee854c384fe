package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads from an injected pod which probes were pointed at the sidecar, and what they were before.
 */
public final class RewrittenProbes {
  private RewrittenProbes() {}

  /**
   * A probe that goes through the sidecar.
   *
   * @param container the container that has it
   * @param field {@code livenessProbe}, {@code readinessProbe} or {@code startupProbe}
   * @param before as its user wrote it, but for ports that had a name
   * @param now as it is in the pod
   */
  public record RewrittenProbe(
      ObjectNode container, String field, ObjectNode before, ObjectNode now) {}

  /** All of them, init containers first. */
  public static List<RewrittenProbe> of(PodDraft pod) {
    ProbeRouting routing = ProbeRouting.written(pod.annotations());
    var found = new ArrayList<RewrittenProbe>();
    for (List<ObjectNode> containers : List.of(pod.initContainers(), pod.containers())) {
      for (ObjectNode container : containers) {
        for (String field : ProbeRewriter.PROBES) {
          if (container.get(field) instanceof ObjectNode probe
              && !container.path("name").asText("").equals(Names.SIDECAR)
              && ProbeRewriter.isRewritten(probe, routing)) {
            found.add(new RewrittenProbe(container, field, before(probe), probe));
          }
        }
      }
    }
    return found;
  }

  private static ObjectNode before(ObjectNode probe) {
    ObjectNode restored = probe.deepCopy();
    JsonNode http = restored.remove("httpGet");
    String[] parts = http.path("path").asText().split("/", 3);
    switch (parts[1]) {
      case "tcp" -> restored.putObject("tcpSocket").set("port", port(parts[2]));
      case "grpc" -> {
        ObjectNode grpc = restored.putObject("grpc");
        grpc.set("port", port(parts[2]));
        for (JsonNode header : http.path("httpHeaders")) {
          if (header.path("name").asText().equals("X-Kuma-Probes-GRPC-Service")) {
            grpc.set("service", header.get("value"));
          }
        }
      }
      default -> restored.set("httpGet", http(http, parts));
    }
    return restored;
  }

  private static ObjectNode http(JsonNode rewritten, String[] parts) {
    ObjectNode http = rewritten.deepCopy();
    http.put("path", "/" + parts[2]).set("port", port(parts[1]));
    ArrayNode headers = http.arrayNode();
    for (JsonNode header : rewritten.path("httpHeaders")) {
      switch (header.path("name").asText()) {
        case "X-Kuma-Probes-Host" ->
            headers.addObject().put("name", "Host").set("value", header.get("value"));
        case "X-Kuma-Probes-Scheme" -> http.set("scheme", header.get("value"));
        case "X-Kuma-Probes-Timeout" -> {}
        default -> headers.add(header.deepCopy());
      }
    }
    http.remove("httpHeaders");
    if (!headers.isEmpty()) {
      http.set("httpHeaders", headers);
    }
    return http;
  }

  /** Somebody else may have written it, and written no port. */
  private static JsonNode port(String digits) {
    return digits.length() < 10
        ? ContainerJson.number(Long.parseLong(digits))
        : TextNode.valueOf(digits);
  }
}
