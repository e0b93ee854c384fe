package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Labels;
import io.higuma.resource.CoreName;
import io.higuma.resource.ResourceKind;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives services of one kind host names.
 *
 * @param coreName its name, with its namespace
 * @param kind of the services
 * @param matchLabels that they have
 * @param created as the API server writes times
 */
record HostnameGenerator(
    String coreName,
    String origin,
    String created,
    ResourceKind kind,
    Map<String, String> matchLabels,
    HostnameTemplate template) {
  /** Those of this zone first, then the oldest. */
  static final Comparator<HostnameGenerator> BY_PRECEDENCE =
      Comparator.comparing((HostnameGenerator one) -> !one.origin().equals("zone"))
          .thenComparing(HostnameGenerator::created)
          .thenComparing(HostnameGenerator::coreName);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, ResourceKind> SELECTORS =
      Map.of(
          "meshService", ResourceKind.MESH_SERVICE,
          "meshExternalService", ResourceKind.MESH_EXTERNAL_SERVICE,
          "meshMultiZoneService", ResourceKind.MESH_MULTI_ZONE_SERVICE);

  /** Empty for one without a selector, or whose names are made by an extension. */
  static Optional<HostnameGenerator> of(GenericKubernetesResource object) {
    JsonNode spec = JSON.valueToTree(object.getAdditionalProperties().get("spec"));
    if (spec.path("extension").isObject()) {
      return Optional.empty();
    }
    return SELECTORS.entrySet().stream()
        .filter(entry -> spec.path("selector").path(entry.getKey()).isObject())
        .findFirst()
        .map(entry ->
            new HostnameGenerator(
                new CoreName(object.getMetadata().getName(), object.getMetadata().getNamespace())
                    .toString(),
                ObjectMetadata.labels(object).getOrDefault(Labels.ORIGIN.name(), "zone"),
                Objects.requireNonNullElse(object.getMetadata().getCreationTimestamp(), ""),
                entry.getValue(),
                texts(spec.path("selector").path(entry.getKey()).path("matchLabels")),
                new HostnameTemplate(spec.path("template").asText(""))));
  }

  private static Map<String, String> texts(JsonNode map) {
    var texts = new TreeMap<String, String>();
    map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}
