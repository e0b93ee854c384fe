package io.higuma.inject;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads redirection settings and keeps what it read last: nearly all pods have the same ConfigMap,
 * and to read its YAML takes longer than the rest of an injection. Keeps what it means for pods
 * that say nothing of their own too. For use by several threads.
 */
final class ProxySettingsReader {
  private volatile @Nullable Reading last;

  private volatile @Nullable Unannotated lastUnannotated;

  private record Unannotated(String yaml, long probePort, Redirection redirection) {}

  private record Reading(String yaml, ProxySettingsDocument document) {}

  /** Lays the document over the defaults; the result belongs to the caller. */
  ProxySettingsDocument read(String yaml) {
    Reading reading = last;
    if (reading == null || !reading.yaml().equals(yaml)) {
      reading = new Reading(yaml, ProxySettingsDocument.read(yaml));
      last = reading;
    }
    return reading.document().copy();
  }

  /**
   * The redirection of a pod without annotations of the mesh, which depends on nothing else as long
   * as the settings are the same.
   *
   * @param merge makes it when it is not known; only a {@code Ready} one is kept
   */
  ConfigMapRedirection.Result unannotated(
      String yaml, long probePort, Supplier<ConfigMapRedirection.Result> merge) {
    Unannotated known = lastUnannotated;
    if (known != null && known.probePort() == probePort && known.yaml().equals(yaml)) {
      return new ConfigMapRedirection.Result.Ready(known.redirection());
    }
    ConfigMapRedirection.Result merged = merge.get();
    if (merged instanceof ConfigMapRedirection.Result.Ready(var redirection)) {
      lastUnannotated = new Unannotated(yaml, probePort, redirection);
    }
    return merged;
  }
}
