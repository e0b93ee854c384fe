package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * Whom an item of a MeshTrafficPermission is about. Where it does not say that as it should, nobody
 * is let in by it, and everybody is refused.
 */
final class Clients {
  private static final Set<String> ALLOWING = Set.of("Allow", "AllowWithShadowDeny");

  private Clients() {}

  /** Of an item of {@code from}; empty is nobody. */
  static Optional<TargetRef> of(JsonNode item) {
    JsonNode json = item.path("targetRef");
    Optional<TargetRef> told =
        json.isObject() && isWellFormed(json) ? TargetRef.of(json) : Optional.empty();
    Optional<TargetRef> clients = told.filter(Clients::hasName).filter(OutboundRules::isOfTags);
    boolean isAllowing = ALLOWING.contains(item.path("default").path("action").asText(""));
    return clients.isPresent() || isAllowing ? clients : Optional.of(TargetRef.MESH);
  }

  private static boolean isWellFormed(JsonNode target) {
    JsonNode name = target.path("name");
    JsonNode tags = target.path("tags");
    return (name.isMissingNode() || name.isTextual())
        && (tags.isMissingNode() || tags.isObject())
        && tags.properties().stream().allMatch(tag -> tag.getValue().isTextual());
  }

  private static boolean hasName(TargetRef target) {
    return target.kind() != TargetKind.MESH_SERVICE_SUBSET || !target.name().isEmpty();
  }
}
