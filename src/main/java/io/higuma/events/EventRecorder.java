package io.higuma.events;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Tells what happened to an object. Returns at once; an event that can't be stored is lost. */
@FunctionalInterface
public interface EventRecorder {
  /**
   * Records an event; the same one again is counted, not repeated.
   *
   * @param regarding what it happened to
   * @param reason one word, such as {@code CreatedKumaDataplane}
   */
  void record(HasMetadata regarding, EventType type, String reason, String message);
}
