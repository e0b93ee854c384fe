package io.higuma.containerpatch;

import java.util.List;

/**
 * Which injected pods use a ContainerPatch.
 *
 * @param pods as {@code namespace/name}, sorted
 */
public record PatchUsage(List<String> pods) {
  public PatchUsage {
    pods = pods.stream().sorted().toList();
  }
}
