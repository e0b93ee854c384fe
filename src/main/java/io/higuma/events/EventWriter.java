package io.higuma.events;

/** Stores events, in the background. */
@FunctionalInterface
public interface EventWriter {
  /**
   * Takes an event to be stored; the same one again is added to its count. Returns at once.
   *
   * @return false when too much waits already, and the event was not taken
   */
  boolean write(CountedEvent event);
}
