package io.higuma.cluster;

import io.higuma.events.EventType;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Counts events that nobody will see, and says so in the log, but not for each of them. */
final class LostEvents {
  private static final Logger LOG = Logger.getLogger(LostEvents.class);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final Counter warnings;
  private final Counter others;
  private final InstantSource clock;
  private Instant nextLine = Instant.MIN;
  private int unsaid;

  LostEvents(MeterRegistry meters, InstantSource clock) {
    this.warnings = Metric.EVENTS_LOST.counter(meters, EventType.WARNING.text());
    this.others = Metric.EVENTS_LOST.counter(meters, EventType.NORMAL.text());
    this.clock = clock;
  }

  /** One could not be stored; somebody has said why. */
  void failed(EventType type) {
    (type == EventType.WARNING ? warnings : others).increment();
  }

  /** One found no place among those that wait. */
  void noPlace(EventType type) {
    failed(type);
    int count = toSay();
    if (count > 0) {
      LOG.warnv(
          "Events are lost, as more happens than the API server takes; count={0}",
          Integer.toString(count));
    }
  }

  private synchronized int toSay() {
    unsaid++;
    Instant now = clock.instant();
    if (now.isBefore(nextLine)) {
      return 0;
    }
    nextLine = now.plus(BETWEEN_LINES);
    int count = unsaid;
    unsaid = 0;
    return count;
  }
}
