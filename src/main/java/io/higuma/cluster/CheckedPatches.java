package io.higuma.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.containerpatch.CheckedPatch;

/**
 * ContainerPatches as they were read, so that each is read once and not for every pod. A watch
 * gives a new object for each change, so the same object has the same content; what nobody holds
 * any more is forgotten.
 */
final class CheckedPatches {
  private final Cache<ContainerPatch, CheckedPatch> byObject =
      Caffeine.newBuilder().weakKeys().build();

  CheckedPatch checked(ContainerPatch patch) {
    return byObject.get(
        patch, source -> CheckedPatch.of(source.getMetadata().getName(), source.getSpec()));
  }
}
