package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.util.List;
import java.util.stream.Stream;

/**
 * What docs/inject.md says is lost when an injection is taken back without a record. Nothing here
 * is taken from the code that takes it back.
 */
final class ListedLosses {
  private final ObjectNode pod;
  private final ObjectNode injected;

  private ListedLosses(ObjectNode pod, ObjectNode injected) {
    this.pod = pod;
    this.injected = injected;
  }

  /**
   * The pod as it has to come back.
   *
   * @param found what came back; its annotations of the mesh are believed, as other tests hold them
   */
  static ObjectNode in(ObjectNode original, ObjectNode injected, ObjectNode found) {
    var losses = new ListedLosses(original.deepCopy(), injected);
    losses.probes();
    losses.meshLabel();
    losses.annotations(found.path("metadata").path("annotations"));
    losses.whatIsEmpty();
    return losses.pod;
  }

  private void probes() {
    boolean isNative =
        injected
            .at("/spec/initContainers")
            .valueStream()
            .anyMatch(container -> container.path("name").asText().equals("kuma-sidecar"));
    Stream<JsonNode> sidecars =
        pod.at("/spec/initContainers")
            .valueStream()
            .filter(container -> isNative)
            .filter(container -> container.path("restartPolicy").asText().equals("Always"));
    Stream.concat(pod.at("/spec/containers").valueStream(), sidecars)
        .forEach(container -> {
          for (String field : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(field) instanceof ObjectNode probe) {
              probe(probe, container);
            }
          }
        });
  }

  private void probe(ObjectNode probe, JsonNode container) {
    JsonNode annotations = injected.at("/metadata/annotations");
    if (annotations.path("kuma.io/application-probe-proxy-port").asLong() > 0) {
      for (String handler : List.of("httpGet", "tcpSocket", "grpc")) {
        if (probe.get(handler) instanceof ObjectNode asked) {
          probe.remove(List.of("httpGet", "tcpSocket", "grpc"));
          probe.set(handler, withoutDetails(handler, asked, container));
          return;
        }
      }
    } else if (annotations.path("kuma.io/virtual-probes").asText().equals("enabled")
        && probe.get("httpGet") instanceof ObjectNode http) {
      http.put("path", withSlash(http)).set("port", number(http, container, Integer.MAX_VALUE));
    }
  }

  private static ObjectNode withoutDetails(String handler, ObjectNode asked, JsonNode container) {
    ObjectNode left = asked.objectNode();
    left.set("port", number(asked, container, 0));
    if (handler.equals("grpc") && !asked.path("service").asText("").isEmpty()) {
      left.set("service", asked.get("service"));
    }
    if (handler.equals("httpGet")) {
      left.put("path", withSlash(asked));
      if (!asked.path("scheme").asText("HTTP").equals("HTTP")) {
        left.set("scheme", asked.get("scheme"));
      }
      if (!asked.path("httpHeaders").isEmpty()) {
        left.set("httpHeaders", asked.get("httpHeaders"));
      }
    }
    return left;
  }

  /** A name that no port has is 0; of several the proxy takes the first, Envoy the last. */
  private static JsonNode number(ObjectNode asked, JsonNode container, int choice) {
    JsonNode port = asked.path("port");
    if (port.isNumber()) {
      return port;
    }
    if (port.asText().matches("\\d+")) {
      return asked.numberNode(Integer.parseInt(port.asText()));
    }
    List<JsonNode> named =
        container
            .path("ports")
            .valueStream()
            .filter(candidate -> candidate.path("name").equals(port))
            .toList();
    return named.isEmpty()
        ? asked.numberNode(0)
        : named.get(Math.min(choice, named.size() - 1)).path("containerPort");
  }

  private static String withSlash(JsonNode http) {
    String path = http.path("path").asText("");
    return path.startsWith("/") ? path : "/" + path;
  }

  /** The namespace of the test says nothing of a mesh, so only another than the default is told. */
  private void meshLabel() {
    if (pod.path("metadata").path("labels") instanceof ObjectNode labels) {
      String annotated = pod.at("/metadata/annotations/kuma.io~1mesh").asText("");
      String explained = annotated.isEmpty() ? "default" : annotated;
      String own = labels.path(Labels.MESH.name()).asText("");
      if (own.isEmpty() || own.equals(explained)) {
        labels.remove(Labels.MESH.name());
      }
    }
  }

  private void annotations(JsonNode found) {
    boolean virtualProbesOnly =
        found.has(Annotations.VIRTUAL_PROBES.name())
            && !found.has(Annotations.PROBE_PROXY_PORT.name());
    if (virtualProbesOnly
        && pod.at("/metadata/annotations").has(Annotations.PROBE_PROXY_PORT.name())) {
      // Both turn virtual probes on where the settings have the proxy off.
      pod.withObject("/metadata/annotations").put(Annotations.VIRTUAL_PROBES.name(), "enabled");
    }
    if (pod.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      for (String key : WrittenAnnotations.KEYS) {
        if (annotations.has(key)) {
          if (found.has(key)) {
            annotations.set(key, found.get(key));
          } else {
            annotations.remove(key);
          }
        }
      }
    }
  }

  private void whatIsEmpty() {
    for (String path :
        List.of(
            "/metadata/labels",
            "/metadata/annotations",
            "/metadata",
            "/spec/containers",
            "/spec/initContainers",
            "/spec/volumes")) {
      JsonNode value = pod.at(path);
      boolean blank = value.isNull() || (value.isContainerNode() && value.isEmpty());
      if (blank) {
        int slash = path.lastIndexOf('/');
        ((ObjectNode) pod.at(path.substring(0, slash))).remove(path.substring(slash + 1));
      }
    }
  }
}
