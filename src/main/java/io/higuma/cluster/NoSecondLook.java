package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.higuma.admission.WouldBlockException;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import java.util.Optional;
import java.util.Set;

/** On the event loop nobody waits: the review is done again where one may. */
public final class NoSecondLook implements Fallback {
  @Override
  public Optional<Namespace> namespace(String name) {
    throw new WouldBlockException("namespace " + name);
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    throw new WouldBlockException("mesh " + name);
  }

  @Override
  public Optional<ContainerPatch> containerPatch(String namespace, String name) {
    throw new WouldBlockException("ContainerPatch " + name);
  }

  @Override
  public Optional<ConfigMap> configMap(String name) {
    throw new WouldBlockException("ConfigMap " + name);
  }

  @Override
  public Optional<Secret> secret(String name) {
    throw new WouldBlockException("Secret " + name);
  }

  @Override
  public Optional<GenericKubernetesResource> zoneInsight(String zone) {
    throw new WouldBlockException("ZoneInsight " + zone);
  }

  @Override
  public Optional<Dataplane> dataplane(String namespace, String name) {
    throw new WouldBlockException("Dataplane " + name);
  }

  @Override
  public Set<String> externalServices(String mesh) {
    throw new WouldBlockException("ExternalServices of mesh " + mesh);
  }
}
