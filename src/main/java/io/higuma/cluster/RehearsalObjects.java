package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.metadata.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the warm-up finds where the cluster lacks it: each object that is asked for, and nothing in
 * it but that namespaces want sidecars. So the warm-up goes the way of real reviews, through the
 * caches, before these are filled.
 */
public final class RehearsalObjects extends FromMemory {
  private final Map<String, ContainerPatch> patches = new ConcurrentHashMap<>();

  @Override
  public Optional<Namespace> namespace(String name) {
    return Optional.of(
        new NamespaceBuilder()
            .withMetadata(
                named(name).addToLabels(Labels.SIDECAR_INJECTION.name(), "enabled").build())
            .build());
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    var mesh = new Mesh();
    mesh.setMetadata(named(name).build());
    return Optional.of(mesh);
  }

  @Override
  public Optional<ContainerPatch> containerPatch(String namespace, String name) {
    // The same one each time, as from a cache: a patch is checked once.
    return Optional.of(patches.computeIfAbsent(name, RehearsalObjects::emptyPatch));
  }

  @Override
  public Optional<ConfigMap> configMap(String name) {
    return Optional.of(
        new ConfigMapBuilder()
            .withMetadata(named(name).build())
            .addToData("config.yaml", "{}")
            .build());
  }

  private static ContainerPatch emptyPatch(String name) {
    var patch = new ContainerPatch();
    patch.setMetadata(named(name).build());
    patch.setSpec(new ContainerPatchSpec(List.of(), List.of()));
    return patch;
  }

  private static ObjectMetaBuilder named(String name) {
    return new ObjectMetaBuilder().withName(name).withUid("rehearsal");
  }
}
