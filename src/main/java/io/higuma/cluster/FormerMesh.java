package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.higuma.api.v1alpha1.Mesh;

/**
 * What a deleted mesh leaves until the garbage collector comes. A mesh that is made anew under its
 * name must not take these objects for its own: they are about to go, and its defaults are made
 * only once.
 */
final class FormerMesh {
  private FormerMesh() {}

  /**
   * @param uid of the mesh that is there now
   * @throws KubernetesClientException if the object goes with a mesh that is no more; it is worth
   *     trying again soon
   */
  static <T extends HasMetadata> T checked(T object, String uid) {
    object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals(Mesh.KIND))
        .filter(owner -> !owner.getUid().equals(uid))
        .findFirst()
        .ifPresent(owner -> {
          throw new KubernetesClientException(
              "%s %s belongs to a Mesh %s that was deleted, and is still to be collected"
                  .formatted(object.getKind(), object.getMetadata().getName(), owner.getName()));
        });
    return object;
  }
}
