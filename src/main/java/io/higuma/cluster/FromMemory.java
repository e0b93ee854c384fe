package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import java.util.Optional;
import java.util.Set;

/** What is not in memory is not there: for who is told when that changes, and looks again. */
public class FromMemory implements Fallback {
  @Override
  public Optional<Namespace> namespace(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<ContainerPatch> containerPatch(String namespace, String name) {
    return Optional.empty();
  }

  @Override
  public Optional<ConfigMap> configMap(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Secret> secret(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<GenericKubernetesResource> zoneInsight(String zone) {
    return Optional.empty();
  }

  @Override
  public Optional<Dataplane> dataplane(String namespace, String name) {
    return Optional.empty();
  }

  @Override
  public Set<String> externalServices(String mesh) {
    return Set.of();
  }
}
