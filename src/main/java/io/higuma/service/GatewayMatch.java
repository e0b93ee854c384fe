package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A MeshGateway and how closely it fits.
 *
 * @param tags of its best selector
 * @param exact how many of these are not {@code *}
 * @param made when the MeshGateway was made; empty if nobody says
 */
record GatewayMatch(LegacyObject gateway, int tags, int exact, String made) {
  /** More tags, then more of them exact, then the younger one, then by name. */
  private static final Comparator<GatewayMatch> BEST_LAST =
      Comparator.comparingInt(GatewayMatch::tags)
          .thenComparingInt(GatewayMatch::exact)
          .thenComparing(GatewayMatch::made)
          .thenComparing(GatewayMatch::gateway, LegacyObject.BY_NAME.reversed());

  /** The MeshGateway of a mesh that fits these tags best. */
  static Optional<LegacyObject> best(
      List<GenericKubernetesResource> gateways, String mesh, Map<String, String> tags) {
    return gateways.stream()
        .map(object -> of(object, mesh, tags))
        .flatMap(Optional::stream)
        .max(BEST_LAST)
        .map(GatewayMatch::gateway);
  }

  private static Optional<GatewayMatch> of(
      GenericKubernetesResource object, String mesh, Map<String, String> tags) {
    LegacyObject gateway = LegacyObject.of(object);
    if (!gateway.mesh().equals(mesh)) {
      return Optional.empty();
    }
    String made = Objects.requireNonNullElse(object.getMetadata().getCreationTimestamp(), "");
    return gateway
        .matches(tags)
        .map(match -> new GatewayMatch(gateway, match.size(), exact(match), made))
        .max(BEST_LAST);
  }

  private static int exact(JsonNode match) {
    return (int)
        match.valueStream().filter(value -> !value.asText().equals(LegacyObject.ANY)).count();
  }
}
