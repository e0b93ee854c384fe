package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;

/** Tells pods that were injected from others. */
public final class InjectedPods {
  private InjectedPods() {}

  /**
   * Whether injection has been here, by Higuma or by Kuma: the mark alone is not enough, as it may
   * have been copied, nor is the sidecar's name, which a ContainerPatch may change.
   */
  public static boolean isInjected(PodDraft pod) {
    return isMarked(pod) && (hasContainer(pod, Names.SIDECAR) || hasVolume(pod, Names.SIDECAR_TMP));
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
