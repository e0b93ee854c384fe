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

/** Where to look for what the caches do not have, or do not have yet. */
public interface Fallback {
  Optional<Namespace> namespace(String name);

  Optional<Mesh> mesh(String name);

  Optional<ContainerPatch> containerPatch(String namespace, String name);

  /** A ConfigMap of the system namespace. */
  Optional<ConfigMap> configMap(String name);

  /** A secret of the system namespace. */
  Optional<Secret> secret(String name);

  /** The ZoneInsight of a zone. */
  Optional<GenericKubernetesResource> zoneInsight(String zone);

  Optional<Dataplane> dataplane(String namespace, String name);

  /** Values of {@code kuma.io/service} of the ExternalServices of a mesh. */
  Set<String> externalServices(String mesh);
}
