package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.events.EventType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LostEventsTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");

  private final Logger logger = Logger.getLogger(LostEvents.class.getName());
  private final List<LogRecord> lines = new ArrayList<>();
  private final Handler handler = new Collecting();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = START;
  private final LostEvents lost = new LostEvents(meters, () -> now);

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
  }

  @Test
  void manyAreOneLineInTenSeconds() {
    for (int i = 0; i < 100; i++) {
      lost.noPlace(EventType.NORMAL);
    }
    lost.noPlace(EventType.WARNING);
    assertThat(lines).hasSize(1);
    assertThat(count("Normal")).isEqualTo(100);
    assertThat(count("Warning")).isEqualTo(1);
    // When
    now = START.plusSeconds(10);
    lost.noPlace(EventType.NORMAL);
    // Then
    assertThat(lines).hasSize(2);
  }

  @Test
  void whatTheApiServerDidNotTakeIsOnlyCounted() {
    lost.failed(EventType.WARNING);
    assertThat(count("Warning")).isEqualTo(1);
    assertThat(lines).isEmpty();
  }

  private double count(String type) {
    return meters.get("higuma.events.lost").tag("type", type).counter().count();
  }

  private final class Collecting extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
