package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.validation.FieldPath;
import java.util.List;
import java.util.Optional;

/**
 * What a pod is known by where no Service names it: the object that a user made it with.
 *
 * @param name of that object
 * @param kind of that object, such as {@code Deployment}
 */
record OwnerName(String name, String kind) {
  static final String DEPLOYMENT = "Deployment";

  /** Follows ReplicaSets and Jobs to their own owners; a pod without owners stands for itself. */
  static OwnerName of(Pod pod, PodSurroundings surroundings, Findings findings) {
    String namespace = pod.getMetadata().getNamespace();
    List<OwnerReference> owners = pod.getMetadata().getOwnerReferences();
    for (int i = 0; i < owners.size(); i++) {
      OwnerReference owner = owners.get(i);
      Optional<? extends HasMetadata> between;
      String above;
      switch (owner.getKind()) {
        case "ReplicaSet" -> {
          between = surroundings.replicaSet(namespace, owner.getName());
          above = DEPLOYMENT;
        }
        case "Job" -> {
          between = surroundings.job(namespace, owner.getName());
          above = "CronJob";
        }
        default -> {
          return new OwnerName(owner.getName(), owner.getKind());
        }
      }
      if (between.isEmpty()) {
        findings.refuse(
            FieldPath.of("metadata").field("ownerReferences").index(i),
            "%s %s/%s does not exist".formatted(owner.getKind(), namespace, owner.getName()));
        return new OwnerName(owner.getName(), owner.getKind());
      }
      Optional<OwnerName> found = ownerOf(owner, between.get(), above);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return new OwnerName(pod.getMetadata().getName(), "Pod");
  }

  private static Optional<OwnerName> ownerOf(
      OwnerReference self, HasMetadata object, String wanted) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    if (owners.isEmpty()) {
      return Optional.of(new OwnerName(self.getName(), self.getKind()));
    }
    return owners.stream()
        .filter(owner -> wanted.equals(owner.getKind()))
        .map(owner -> new OwnerName(owner.getName(), wanted))
        .findFirst();
  }
}
