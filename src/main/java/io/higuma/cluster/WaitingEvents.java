package io.higuma.cluster;

import io.higuma.events.CountedEvent;
import io.higuma.events.EventType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Events that are still to be written: a bounded number, and Warnings before the rest. */
final class WaitingEvents {
  private final int capacity;
  private final Deque<CountedEvent> warnings = new ArrayDeque<>();
  private final Deque<CountedEvent> others = new ArrayDeque<>();

  /** What became of an event, and of others. */
  enum Offer {
    TAKEN,
    /** In the place of another, which is lost. */
    TAKEN_FOR_ANOTHER,
    REFUSED
  }

  WaitingEvents(int capacity) {
    this.capacity = capacity;
  }

  /** A Warning takes the place of the latest event that is none, when there is no other place. */
  synchronized Offer offer(CountedEvent event) {
    boolean isFull = warnings.size() + others.size() >= capacity;
    boolean isWarning = event.type() == EventType.WARNING;
    if (isFull && (!isWarning || others.isEmpty())) {
      return Offer.REFUSED;
    }
    if (isFull) {
      others.removeLast();
    }
    (isWarning ? warnings : others).addLast(event);
    return isFull ? Offer.TAKEN_FOR_ANOTHER : Offer.TAKEN;
  }

  synchronized Optional<CountedEvent> next() {
    CountedEvent warning = warnings.pollFirst();
    return Optional.ofNullable(warning == null ? others.pollFirst() : warning);
  }
}
