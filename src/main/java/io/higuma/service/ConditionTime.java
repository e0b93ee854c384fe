package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** When a condition came to be as it is. */
public final class ConditionTime {
  private ConditionTime() {}

  /**
   * Moves only when the status does.
   *
   * @param stored the conditions as they are stored; missing where there are none
   * @return for {@code lastTransitionTime}, to the second
   */
  public static String of(JsonNode stored, String type, String status, InstantSource clock) {
    for (JsonNode one : stored) {
      String time = one.path("lastTransitionTime").asText("");
      if (one.path("type").asText("").equals(type)
          && one.path("status").asText("").equals(status)
          && !time.isEmpty()) {
        return time;
      }
    }
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
