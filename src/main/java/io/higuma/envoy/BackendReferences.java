package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.Kri;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the {@code backendRefs} of routes point at. */
record BackendReferences(MeshIndex mesh) {
  /**
   * The destination; empty if there is no such service.
   *
   * @param rule in which the reference stands, with its origin
   */
  Optional<Destination> resolve(JsonNode reference, JsonNode rule) {
    String kind = reference.path("kind").asText("");
    boolean isByTags =
        kind.equals("MeshServiceSubset")
            || (kind.equals(ResourceKind.MESH_SERVICE.kind())
                && reference.path("port").isMissingNode()
                && reference.path("sectionName").isMissingNode());
    if (isByTags) {
      var tags = new TreeMap<>(texts(reference.path("tags")));
      tags.put(Tags.SERVICE, reference.path("name").asText(""));
      return Optional.of(new Destination.ByTags(tags));
    }
    return ResourceKind.of(kind)
        .flatMap(known -> service(known, reference, rule))
        .flatMap(service -> port(service, reference));
  }

  private Optional<MeshObject> service(ResourceKind kind, JsonNode reference, JsonNode rule) {
    Map<String, String> labels = texts(reference.path("labels"));
    if (!labels.isEmpty()) {
      return mesh.services().stream()
          .filter(service -> service.kind() == kind && service.hasLabels(labels))
          .findFirst();
    }
    String name = reference.path("name").asText("");
    String namespace =
        reference.path("namespace").asText(rule.path(RouteOrigins.NAMESPACE).asText(""));
    return mesh.service(kri(kind, rule.path(RouteOrigins.ZONE).asText(""), namespace, name))
        .or(() -> mesh.service(kri(kind, "", "", name)));
  }

  private Kri kri(ResourceKind kind, String zone, String namespace, String name) {
    return new Kri(kind.shortName().orElse(""), mesh.view().name(), zone, namespace, name, "");
  }

  private static Optional<Destination> port(MeshObject service, JsonNode reference) {
    String section = reference.path("sectionName").asText("");
    int number = reference.path("port").asInt();
    return PortOfService.of(service).stream()
        .filter(port -> section.isEmpty() ? port.port() == number : port.section().equals(section))
        .findFirst()
        .map(port -> new Destination.ServicePort(service.kri(), port.port(), port.section()));
  }

  private static Map<String, String> texts(JsonNode map) {
    var texts = new TreeMap<String, String>();
    map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}
