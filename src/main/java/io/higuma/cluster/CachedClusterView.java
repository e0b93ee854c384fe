package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.inject.ClusterView;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.ServiceMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as injection sees it: from memory, with a second look for what a pod may come
 * together with.
 */
public final class CachedClusterView implements ClusterView {
  private static final String CONFIG_KEY = "config.yaml";

  private final ClusterCaches caches;
  private final Fallback fallback;
  private final CheckedPatches patches = new CheckedPatches();

  public CachedClusterView(ClusterCaches caches, Fallback fallback) {
    this.caches = caches;
    this.fallback = fallback;
  }

  @Override
  public Optional<NamespaceMetadata> namespace(String name) {
    return caches
        .namespace(name)
        .or(() -> fallback.namespace(name))
        .map(CachedClusterView::metadata);
  }

  @Override
  public Optional<NamespaceMetadata> namespaceAnew(String name) {
    return fallback.namespace(name).map(CachedClusterView::metadata);
  }

  @Override
  public boolean meshExists(String name) {
    return caches.mesh(name).or(() -> fallback.mesh(name)).isPresent();
  }

  @Override
  public List<ServiceMetadata> services(String namespace) {
    return caches.services(namespace).stream().map(CachedClusterView::metadata).toList();
  }

  @Override
  public Optional<FoundPatch> containerPatch(String name, List<String> namespaces) {
    for (String namespace : namespaces) {
      Optional<ContainerPatch> known = caches.containerPatch(namespace, name);
      if (known.isPresent()) {
        return Optional.of(new FoundPatch(namespace, patches.checked(known.get())));
      }
    }
    // After all of memory: a patch of the last namespace must not cost a read for each pod.
    for (String namespace : namespaces) {
      Optional<ContainerPatch> found = fallback.containerPatch(namespace, name);
      if (found.isPresent()) {
        return Optional.of(new FoundPatch(namespace, patches.checked(found.get())));
      }
    }
    return Optional.empty();
  }

  @Override
  public ConfigMapEntry transparentProxyConfig(String configMap) {
    return caches
        .configMap(configMap)
        .or(() -> fallback.configMap(configMap))
        .map(found -> orEmpty(found.getData()).getOrDefault(CONFIG_KEY, ""))
        .<ConfigMapEntry>map(content ->
            content.isEmpty() ? new ConfigMapEntry.Empty() : new ConfigMapEntry.Found(content))
        .orElseGet(ConfigMapEntry.NoConfigMap::new);
  }

  private static NamespaceMetadata metadata(Namespace namespace) {
    return new NamespaceMetadata(
        orEmpty(namespace.getMetadata().getLabels()),
        orEmpty(namespace.getMetadata().getAnnotations()));
  }

  private static ServiceMetadata metadata(Service service) {
    ObjectMeta metadata = service.getMetadata();
    return new ServiceMetadata(
        orEmpty(metadata.getLabels()),
        orEmpty(metadata.getAnnotations()),
        orEmpty(service.getSpec().getSelector()));
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
