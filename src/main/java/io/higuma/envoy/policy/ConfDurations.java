package io.higuma.envoy.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import io.higuma.units.GoDuration;
import java.util.Optional;

/** Durations of policies as Envoy takes them. */
public final class ConfDurations {
  private ConfDurations() {}

  /** Empty if the field is absent or, in an object older than its rules, malformed. */
  public static Optional<Duration> read(JsonNode field) {
    return Optional.ofNullable(field.textValue()).flatMap(GoDuration::parse).map(ConfDurations::of);
  }

  public static Duration of(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  public static Duration ofSeconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
