package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Name, labels and owner of the object that is made from a pod. */
final class ProxyMetadata {
  private ProxyMetadata() {}

  /**
   * Named as the pod and gone with it. Annotations, finalizers and owners of an existing object
   * stay, but for a pod of that name that was there before.
   */
  static ObjectMeta of(
      Pod pod, Map<String, String> labels, Optional<? extends HasMetadata> existing) {
    return new ObjectMetaBuilder()
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .withLabels(new TreeMap<>(labels))
        .withAnnotations(new TreeMap<>(existing.map(ObjectMetadata::annotations).orElse(Map.of())))
        .withFinalizers(
            existing.map(object -> object.getMetadata().getFinalizers()).orElse(List.of()))
        .withOwnerReferences(otherOwners(existing))
        .addToOwnerReferences(owner(pod))
        .build();
  }

  private static List<OwnerReference> otherOwners(Optional<? extends HasMetadata> existing) {
    return existing.stream()
        .flatMap(object -> object.getMetadata().getOwnerReferences().stream())
        .filter(owner -> !owner.getKind().equals("Pod"))
        .toList();
  }

  private static OwnerReference owner(Pod pod) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
