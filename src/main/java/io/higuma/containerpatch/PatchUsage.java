package io.higuma.containerpatch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which injected pods use a ContainerPatch.
 *
 * @param pods as {@code namespace/name}, sorted
 * @param failing what is wrong by pod, of those that would be refused now because of the patch
 */
public record PatchUsage(List<String> pods, Map<String, String> failing) {
  public PatchUsage {
    pods = pods.stream().sorted().toList();
    failing = Map.copyOf(failing);
  }

  /** Of a patch that all of them can take. */
  public PatchUsage(List<String> pods) {
    this(pods, Map.of());
  }

  /**
   * A pod that fails.
   *
   * @param told the one that was named before, which stays the example as long as it fails
   */
  Optional<String> example(Optional<String> told) {
    return told.filter(failing::containsKey)
        .or(() -> new TreeMap<>(failing).keySet().stream().findFirst());
  }
}
