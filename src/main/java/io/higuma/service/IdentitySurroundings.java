package io.higuma.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Mesh;
import java.util.Optional;

/** What a MeshIdentity needs to be kept. */
public interface IdentitySurroundings {
  Optional<GenericKubernetesResource> meshIdentity(ObjectKey key);

  Optional<GenericKubernetesResource> meshTrust(ObjectKey key);

  Optional<Mesh> mesh(String name);
}
