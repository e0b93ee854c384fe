package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.metadata.MeshSelection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object of an older kind that has no class here.
 *
 * @param name as the mesh knows it
 * @param spec whatever its user wrote
 */
public record LegacyObject(String mesh, String name, JsonNode spec) {
  static final Comparator<LegacyObject> BY_NAME =
      Comparator.comparing(LegacyObject::mesh).thenComparing(LegacyObject::name);

  private static final ObjectMapper JSON = new ObjectMapper();
  static final String ANY = "*";

  public static LegacyObject of(GenericKubernetesResource object) {
    return new LegacyObject(
        object.getAdditionalProperties().get("mesh") instanceof String mesh && !mesh.isEmpty()
            ? mesh
            : MeshSelection.DEFAULT_MESH,
        object.getMetadata().getName(),
        JSON.valueToTree(object.getAdditionalProperties().get("spec")));
  }

  /** Whether one of its selectors fits these tags. */
  boolean selects(Map<String, String> tags) {
    return matches(tags).findAny().isPresent();
  }

  /** Those of its selectors that fit these tags, each as its tags. */
  Stream<JsonNode> matches(Map<String, String> tags) {
    return spec.path("selectors")
        .valueStream()
        .map(selector -> selector.path("match"))
        .filter(match ->
            match.isObject()
                && match.properties().stream()
                    .allMatch(
                        wanted -> fits(wanted.getValue().asText(""), tags.get(wanted.getKey()))));
  }

  private static boolean fits(String wanted, @Nullable String value) {
    return value != null && (wanted.equals(ANY) || wanted.equals(value));
  }

  static Map<String, String> texts(JsonNode object) {
    var texts = new TreeMap<String, String>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText("")));
    return texts;
  }
}
