package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.containerpatch.CheckedPatch;
import io.higuma.containerpatch.ForbiddenPaths;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Finds the ContainerPatches of a pod: those of every pod first, then those that it names. */
final class PatchSelector {
  /** Each that is missing costs a read from the API server, while a user waits. */
  private static final int MAX_NAMED = 100;

  private final ControlPlaneConfig config;
  private final ClusterView cluster;
  private final ForbiddenPaths forbidden;

  PatchSelector(ControlPlaneConfig config, ClusterView cluster) {
    this.config = config;
    this.cluster = cluster;
    this.forbidden = new ForbiddenPaths(config.higuma().containerPatches().forbiddenPaths());
  }

  /**
   * The patches in the order in which they apply; one that is named twice is there twice. A pod
   * that names very many is refused by {@code annotations}.
   *
   * @param namespace the pod's
   * @param refuse is told of patches that are missing, or that change what they must not
   */
  List<CheckedPatch> select(
      MetadataReader annotations,
      String namespace,
      BiConsumer<RejectReason, List<Violation>> refuse) {
    List<String> forAll = config.injector().containerPatches();
    List<String> named = annotations.read(Annotations.CONTAINER_PATCHES, List.of());
    if (forAll.isEmpty() && named.isEmpty()) {
      return List.of();
    }
    if (named.size() > MAX_NAMED) {
      annotations.refuse(Annotations.CONTAINER_PATCHES, tooMany(named.size()));
      return List.of();
    }
    var search = new Search();
    forAll.forEach(name -> search.add(name, List.of(config.systemNamespace())));
    List<String> namespaces =
        config.higuma().containerPatches().fromPodNamespace()
                && !namespace.equals(config.systemNamespace())
            ? List.of(config.systemNamespace(), namespace)
            : List.of(config.systemNamespace());
    named.forEach(name -> search.add(name, namespaces));
    if (!search.missing.isEmpty()) {
      refuse.accept(
          RejectReason.CONTAINER_PATCH_NOT_FOUND, List.of(missing(search.missing, namespaces)));
    }
    if (!search.forbidden.isEmpty()) {
      refuse.accept(RejectReason.FORBIDDEN_CONTAINER_PATCH, search.forbidden);
    }
    return search.found;
  }

  /** The search for one pod. */
  private final class Search {
    private final List<CheckedPatch> found = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<Violation> forbidden = new ArrayList<>();

    void add(String name, List<String> namespaces) {
      cluster.containerPatch(name, namespaces).ifPresentOrElse(this::add, () -> missing.add(name));
    }

    private void add(ClusterView.FoundPatch patch) {
      found.add(patch.patch());
      if (!patch.namespace().equals(config.systemNamespace())) {
        for (Violation violation : PatchSelector.this.forbidden.check(patch.patch())) {
          forbidden.add(
              new Violation(
                  FieldPath.ROOT,
                  "ContainerPatch \"%s\" of namespace %s: %s"
                      .formatted(patch.patch().name(), patch.namespace(), violation)));
        }
      }
    }
  }

  private static String tooMany(int named) {
    return "names %d ContainerPatches: name %d at the most, and join those that belong together"
        .formatted(named, MAX_NAMED);
  }

  private static Violation missing(List<String> names, List<String> namespaces) {
    String quoted =
        names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(" ", "[", "]"));
    return new Violation(
        FieldPath.of("metadata.annotations").key(Annotations.CONTAINER_PATCHES.name()),
        "it appears some expected container patches are missing: %s; create them in namespace %s, or remove their names from the annotation and from the setting containerPatches"
            .formatted(quoted, String.join(" or ", namespaces)));
  }
}
