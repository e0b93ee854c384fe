package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What there is of a mesh already.
 *
 * @param secrets names of its Secrets
 * @param policies labels of its default policies, by {@code Kind/name}
 */
public record KnownOfMesh(Set<String> secrets, Map<String, Map<String, String>> policies) {
  public KnownOfMesh {
    secrets = Set.copyOf(secrets);
    policies = Map.copyOf(policies);
  }

  static String key(GenericKubernetesResource policy) {
    return policy.getKind() + "/" + policy.getMetadata().getName();
  }

  Optional<Map<String, String>> labels(GenericKubernetesResource policy) {
    return Optional.ofNullable(policies.get(key(policy)));
  }
}
