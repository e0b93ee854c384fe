package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The containers and volumes that injection added to a pod.
 *
 * @param containers the sidecar among them, be it an init container or not
 */
record InjectedParts(List<ObjectNode> containers, List<ObjectNode> volumes) {
  private static final Set<String> INIT_CONTAINERS = Set.of(Names.INIT, Names.VALIDATION);

  InjectedParts {
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
  }

  /**
   * Finds them by their names. A ContainerPatch may have given a container another one; then the
   * volume that it mounts tells.
   *
   * @return empty when there is no sidecar to be found, or more than one
   */
  static Optional<InjectedParts> in(PodDraft pod) {
    List<ObjectNode> sidecars =
        first(
            all(pod).filter(container -> isNamed(container, Names.SIDECAR)),
            Stream.concat(
                    pod.containers().stream(),
                    pod.initContainers().stream().filter(InjectedParts::isNativeSidecar))
                .filter(container -> mounts(container, Names.SIDECAR_TMP)));
    if (sidecars.size() != 1) {
      return Optional.empty();
    }
    var containers = new ArrayList<>(sidecars);
    containers.addAll(
        first(
            inits(pod, container -> isNamedInit(container) && hasScratch(container)),
            inits(pod, InjectedParts::isNamedInit),
            inits(pod, InjectedParts::hasScratch)));
    return Optional.of(new InjectedParts(containers, volumes(pod, containers)));
  }

  /** Whether a container can be one that injection added. */
  static boolean isPlausible(ObjectNode container) {
    return isNamed(container, Names.SIDECAR) || isNamedInit(container) || hasScratch(container);
  }

  /** Whether a volume has the name and kind of one that injection adds. */
  static boolean isPlausibleVolume(ObjectNode volume) {
    return switch (nameOf(volume)) {
      case Names.INIT_TMP, Names.SIDECAR_TMP -> volume.has("emptyDir");
      case Names.SPIRE_SOCKET -> volume.has("csi");
      case Names.BASE_CONFIG -> volume.has("downwardAPI");
      case Names.CUSTOM_CONFIG -> volume.has("configMap");
      case Names.CGROUP, Names.BPF -> volume.has("hostPath");
      default -> false;
    };
  }

  /** Takes them out of their pod. */
  void removeFrom(PodDraft pod) {
    removeFrom(pod.spec().path("containers"), containers);
    removeFrom(pod.spec().path("initContainers"), containers);
    removeFrom(pod.spec().path("volumes"), volumes);
  }

  /** A sentence for each container that stays but mounts a volume that goes. */
  List<String> orphanedMounts(PodDraft pod) {
    return all(pod)
        .filter(container -> isNoneOf(containers, container))
        .flatMap(container ->
            volumes.stream()
                .map(InjectedParts::nameOf)
                .filter(volume -> mounts(container, volume))
                .map(volume ->
                    "container %s mounts %s, a volume that goes with the sidecar"
                        .formatted(nameOf(container), volume)))
        .toList();
  }

  /** Volumes are added at the end, so what stands before is the pod's own, whatever its name. */
  private static List<ObjectNode> volumes(PodDraft pod, List<ObjectNode> added) {
    List<ObjectNode> volumes = pod.volumes();
    int start = 0;
    for (int i = 0; i < volumes.size(); i++) {
      if (nameOf(volumes.get(i)).equals(Names.INIT_TMP) && isPlausibleVolume(volumes.get(i))) {
        start = i;
      }
    }
    return volumes.subList(start, volumes.size()).stream()
        .filter(InjectedParts::isPlausibleVolume)
        .filter(volume -> !volume.has("hostPath") || isForEbpf(nameOf(volume), pod, added))
        .toList();
  }

  /** Directories of the host go by common names, so another webhook may have added them. */
  private static boolean isForEbpf(String volume, PodDraft pod, List<ObjectNode> added) {
    return added.stream().anyMatch(container -> mounts(container, volume))
        || all(pod).noneMatch(container -> mounts(container, volume));
  }

  private static boolean mounts(ObjectNode container, String volume) {
    for (JsonNode mount : container.path("volumeMounts")) {
      if (mount.path("name").asText("").equals(volume)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasScratch(ObjectNode container) {
    return mounts(container, Names.INIT_TMP) || mounts(container, Names.SIDECAR_TMP);
  }

  private static boolean isNamedInit(ObjectNode container) {
    return INIT_CONTAINERS.contains(nameOf(container));
  }

  private static boolean isNamed(ObjectNode container, String name) {
    return nameOf(container).equals(name);
  }

  private static boolean isNativeSidecar(ObjectNode container) {
    return container.path("restartPolicy").asText("").equals("Always");
  }

  private static Stream<ObjectNode> all(PodDraft pod) {
    return Stream.concat(pod.initContainers().stream(), pod.containers().stream());
  }

  private static Stream<ObjectNode> inits(PodDraft pod, Predicate<ObjectNode> condition) {
    return pod.initContainers().stream()
        .filter(container -> !isNativeSidecar(container))
        .filter(condition);
  }

  /** The first that has any. */
  @SafeVarargs
  private static List<ObjectNode> first(Stream<ObjectNode>... choices) {
    return Stream.of(choices)
        .map(Stream::toList)
        .filter(choice -> !choice.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static void removeFrom(JsonNode list, List<ObjectNode> gone) {
    for (Iterator<JsonNode> items = list.iterator(); items.hasNext(); ) {
      if (!isNoneOf(gone, items.next())) {
        items.remove();
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // Two containers of a pod may be alike.
  private static boolean isNoneOf(List<ObjectNode> nodes, JsonNode node) {
    return nodes.stream().noneMatch(one -> one == node);
  }

  private static String nameOf(ObjectNode object) {
    return object.path("name").asText("");
  }
}
