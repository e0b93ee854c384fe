package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import java.util.List;

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

  /**
   * The containers that injection added to a pod, the sidecar first; a ContainerPatch may have
   * given them other names.
   *
   * @return none when the sidecar can't be told
   */
  public static List<ObjectNode> added(PodDraft pod) {
    return InjectedParts.in(pod).map(InjectedParts::containers).orElse(List.of());
  }

  /** Whether an annotation of an injected pod describes its sidecar or redirection. */
  public static boolean describesSidecar(String annotation) {
    return WrittenAnnotations.DESCRIBING.contains(annotation)
        && !annotation.equals(Annotations.DEFAULT_CONTAINER.name());
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
