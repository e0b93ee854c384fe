package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy, or an item of it, points at.
 *
 * @param name empty if there is none
 * @param namespace empty if there is none
 * @param labels empty optional if the field is absent
 * @param section name or number of a port; empty for all
 * @param proxyTypes {@code Sidecar}, {@code Gateway}; empty for both
 */
public record TargetRef(
    TargetKind kind,
    String name,
    String namespace,
    Optional<Map<String, String>> labels,
    String section,
    Map<String, String> tags,
    List<String> proxyTypes) {
  public static final TargetRef MESH =
      new TargetRef(TargetKind.MESH, "", "", Optional.empty(), "", Map.of(), List.of());

  public TargetRef {
    labels = labels.map(Map::copyOf);
    tags = Map.copyOf(tags);
    proxyTypes = List.copyOf(proxyTypes);
  }

  /**
   * Reads one.
   *
   * @param json absent or null means the mesh
   * @return empty for a kind that does not exist: admission lets none in, but objects may be older
   */
  static Optional<TargetRef> of(JsonNode json) {
    if (json.isMissingNode() || json.isNull()) {
      return Optional.of(MESH);
    }
    return TargetKind.of(json.path("kind").asText(""))
        .map(kind ->
            new TargetRef(
                kind,
                json.path("name").asText(""),
                json.path("namespace").asText(""),
                Optional.of(json.path("labels")).filter(JsonNode::isObject).map(TargetRef::texts),
                json.path("sectionName").asText(""),
                texts(json.path("tags")),
                list(json.path("proxyTypes"))));
  }

  private static Map<String, String> texts(JsonNode map) {
    var texts = new LinkedHashMap<String, String>();
    map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static List<String> list(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  /** Whether it says which objects by neither name nor labels. */
  boolean isOfAll() {
    return name.isEmpty() && namespace.isEmpty() && labels.map(Map::isEmpty).orElse(true);
  }
}
