package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.cluster.WaitingEvents.Offer;
import io.higuma.events.CountedEvent;
import io.higuma.events.EventTarget;
import io.higuma.events.EventType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingEventsTest {
  @Test
  void warningsComeFirstAndTheRestInOrder() {
    var waiting = new WaitingEvents(10);
    for (String reason : List.of("a", "B", "c", "D")) {
      assertThat(waiting.offer(event(reason))).isEqualTo(Offer.TAKEN);
    }
    assertThat(all(waiting)).containsExactly("B", "D", "a", "c");
  }

  @Test
  void aWarningTakesThePlaceOfTheLatestThatIsNone() {
    var waiting = new WaitingEvents(2);
    waiting.offer(event("a"));
    waiting.offer(event("b"));
    assertThat(waiting.offer(event("c"))).isEqualTo(Offer.REFUSED);
    assertThat(waiting.offer(event("D"))).isEqualTo(Offer.TAKEN_FOR_ANOTHER);
    assertThat(waiting.offer(event("E"))).isEqualTo(Offer.TAKEN_FOR_ANOTHER);
    assertThat(waiting.offer(event("F"))).as("only Warnings wait").isEqualTo(Offer.REFUSED);
    assertThat(all(waiting)).containsExactly("D", "E");
  }

  private static List<String> all(WaitingEvents waiting) {
    var reasons = new ArrayList<String>();
    for (Optional<CountedEvent> next = waiting.next(); next.isPresent(); next = waiting.next()) {
      reasons.add(next.get().reason());
    }
    return reasons;
  }

  /** Capitals are Warnings. */
  private static CountedEvent event(String reason) {
    return new CountedEvent(
        "tester",
        new EventTarget("v1", "Pod", "shop", "web", ""),
        Character.isUpperCase(reason.charAt(0)) ? EventType.WARNING : EventType.NORMAL,
        reason,
        "",
        1,
        Instant.EPOCH);
  }
}
