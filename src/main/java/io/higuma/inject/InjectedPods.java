package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells pods that were injected from others. */
public final class InjectedPods {
  private static final Set<String> INIT_NAMES = Set.of(Names.INIT, Names.VALIDATION);

  private InjectedPods() {}

  /**
   * Whether injection has been here, by Higuma or by Kuma: the mark alone is not enough, as it may
   * have been copied, nor is the sidecar's name, which a ContainerPatch may change.
   */
  public static boolean isInjected(PodDraft pod) {
    return isMarked(pod) && (hasContainer(pod, Names.SIDECAR) || hasVolume(pod, Names.SIDECAR_TMP));
  }

  /** The sidecar of an injected pod, whatever a ContainerPatch calls it. */
  public static Optional<ObjectNode> sidecar(PodDraft pod) {
    return Stream.concat(pod.initContainers().stream(), pod.containers().stream())
        .filter(InjectedPods::isSidecar)
        .findFirst();
  }

  /** Whether injection added this container of an injected pod. */
  public static boolean isAdded(ObjectNode container) {
    return isSidecar(container)
        || INIT_NAMES.contains(container.path("name").asText())
        || container.path("command").path(0).asText().equals(InitContainer.PROGRAM);
  }

  private static boolean isSidecar(ObjectNode container) {
    if (container.path("name").asText().equals(Names.SIDECAR)) {
      return true;
    }
    for (JsonNode variable : container.path("env")) {
      if (variable.path("name").asText().equals(Names.MESH_VARIABLE)) {
        return true;
      }
    }
    return false;
  }

  static boolean hasContainer(PodDraft pod, String name) {
    return isAmong(pod.containers(), name) || isAmong(pod.initContainers(), name);
  }

  private static boolean isMarked(PodDraft pod) {
    return "true".equals(pod.annotations().get(Annotations.SIDECAR_INJECTED.name()));
  }

  private static boolean hasVolume(PodDraft pod, String name) {
    return isAmong(pod.volumes(), name);
  }

  private static boolean isAmong(Iterable<ObjectNode> objects, String name) {
    for (ObjectNode object : objects) {
      if (object.path("name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
