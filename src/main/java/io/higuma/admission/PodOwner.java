package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.events.EventTarget;
import java.util.Optional;

/** Who made a pod: where its user looks when there is no pod. */
final class PodOwner {
  /** Longer than any name in Kubernetes. */
  private static final int MAX_LENGTH = 253;

  private PodOwner() {}

  /**
   * The controller among a pod's owners.
   *
   * @param namespace of the pod, and so of its owner
   * @return empty for a pod that nobody controls, and for one of the kubelet, whose owner is its
   *     node; also when the reference is not one that Kubernetes would store, as admission comes
   *     before validation
   */
  static Optional<EventTarget> of(ObjectNode pod, String namespace) {
    for (JsonNode owner : pod.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean(false)) {
        return target(owner, namespace);
      }
    }
    return Optional.empty();
  }

  private static Optional<EventTarget> target(JsonNode owner, String namespace) {
    String apiVersion = owner.path("apiVersion").asText("");
    String kind = owner.path("kind").asText("");
    String name = owner.path("name").asText("");
    String uid = owner.path("uid").asText("");
    boolean plausible =
        isPlausible(namespace)
            && isPlausible(apiVersion)
            && isPlausible(kind)
            && isPlausible(name)
            && isPlausible(uid);
    return plausible && !kind.equals("Node")
        ? Optional.of(new EventTarget(apiVersion, kind, namespace, name, uid))
        : Optional.empty();
  }

  private static boolean isPlausible(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/';
      if (!letter && !other) {
        return false;
      }
    }
    return true;
  }
}
