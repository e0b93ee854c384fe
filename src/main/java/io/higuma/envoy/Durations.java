package io.higuma.envoy;

import com.google.protobuf.Duration;

/** Durations in the words of protobuf. */
public final class Durations {
  public static final Duration ZERO = Duration.getDefaultInstance();

  private Durations() {}

  public static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  public static Duration of(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
