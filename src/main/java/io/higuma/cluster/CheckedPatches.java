package io.higuma.cluster;

import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.containerpatch.CheckedPatch;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** ContainerPatches as they were read, so that each is read once and not for every pod. */
final class CheckedPatches {
  private final Map<String, Checked> byName = new ConcurrentHashMap<>();

  /** A watch gives a new object for each change, so the same object has the same content. */
  private record Checked(ContainerPatch source, CheckedPatch patch) {}

  /**
   * @param current the object of that name as it is now; when there is none, nothing is kept of it
   */
  @SuppressWarnings("ReferenceEquality") // A changed object is another one in the cache.
  Optional<CheckedPatch> get(String name, Optional<ContainerPatch> current) {
    if (current.isEmpty()) {
      byName.remove(name);
      return Optional.empty();
    }
    Checked known = byName.get(name);
    if (known == null || known.source() != current.get()) {
      known = new Checked(current.get(), CheckedPatch.of(name, current.get().getSpec()));
      byName.put(name, known);
    }
    return Optional.of(known.patch());
  }
}
