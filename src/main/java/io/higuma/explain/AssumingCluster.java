package io.higuma.explain;

import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.containerpatch.CheckedPatch;
import io.higuma.inject.ClusterView;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.ServiceMetadata;
import java.util.List;
import java.util.Optional;

/**
 * The cluster of the known objects; what can't be known is taken for good, so that only what is
 * surely wrong is called wrong.
 *
 * @param namespace the pod's namespace, as it is to be taken
 * @param leftOut a ContainerPatch that is taken for one without operations
 * @param requested takes down which ContainerPatches were asked for, in their order
 */
record AssumingCluster(
    OfflineCluster objects,
    KnownObjects known,
    NamespaceMetadata namespace,
    Optional<String> leftOut,
    List<RequestedPatch> requested)
    implements ClusterView {
  private static final ContainerPatchSpec WITHOUT_OPERATIONS =
      new ContainerPatchSpec(List.of(), List.of());

  /** A ContainerPatch that injection asked for; it may not be there. */
  record RequestedPatch(String name, Optional<FoundPatch> found) {}

  @Override
  public Optional<NamespaceMetadata> namespace(String name) {
    return Optional.of(namespace);
  }

  @Override
  public Optional<NamespaceMetadata> namespaceAnew(String name) {
    return namespace(name);
  }

  @Override
  public boolean meshExists(String name) {
    return !known.knows(Topic.MESHES) || objects.meshExists(name);
  }

  @Override
  public List<ServiceMetadata> services(String inNamespace) {
    return objects.services(inNamespace);
  }

  @Override
  public Optional<FoundPatch> containerPatch(String name, List<String> namespaces) {
    Optional<FoundPatch> found = objects.containerPatch(name, namespaces);
    requested.add(new RequestedPatch(name, found));
    boolean empty =
        leftOut.filter(name::equals).isPresent() || !known.knows(Topic.CONTAINER_PATCHES);
    return empty
        ? Optional.of(
            new FoundPatch(namespaces.getFirst(), CheckedPatch.of(name, WITHOUT_OPERATIONS)))
        : found;
  }

  @Override
  public ConfigMapEntry transparentProxyConfig(String configMap) {
    return known.knows(Topic.REDIRECTION)
        ? objects.transparentProxyConfig(configMap)
        : new ConfigMapEntry.Found("{}");
  }
}
