package io.higuma.inject;

import org.jspecify.annotations.Nullable;

/**
 * Reads redirection settings and keeps what it read last: nearly all pods have the same ConfigMap,
 * and to read its YAML takes longer than the rest of an injection. For use by several threads.
 */
final class ProxySettingsReader {
  private volatile @Nullable Reading last;

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
}
