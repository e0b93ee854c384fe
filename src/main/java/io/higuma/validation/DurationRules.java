package io.higuma.validation;

import io.higuma.units.GoDuration;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a duration has to be. Each rule takes a value that may be absent. */
public final class DurationRules {
  private static final Pattern PROTOBUF = Pattern.compile("-?[0-9]{1,12}(?:\\.[0-9]{1,9})?s");

  private DurationRules() {}

  /** A duration in Go's notation; anything else is noted. */
  public static Optional<Duration> duration(SpecNode node) {
    return noted(node, node.text().flatMap(GoDuration::parse), "10s or 1m30s");
  }

  /** A duration of JSON that stands for protobuf: seconds, as {@code 1.5s}. */
  public static Optional<Duration> seconds(SpecNode node) {
    Optional<Duration> read =
        node.text()
            .filter(text -> PROTOBUF.matcher(text).matches())
            .map(text -> new BigDecimal(text.substring(0, text.length() - 1)).movePointRight(9))
            .map(nanos -> Duration.ofSeconds(0).plus(ofNanos(nanos)));
    return noted(node, read, "10s or 0.5s");
  }

  private static Duration ofNanos(BigDecimal nanos) {
    BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
    return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
  }

  private static Optional<Duration> noted(SpecNode node, Optional<Duration> read, String examples) {
    if (node.holdsText() && read.isEmpty()) {
      node.reject("must be a duration such as " + examples);
    }
    return read;
  }

  public static void positive(SpecNode node) {
    duration(node)
        .filter(duration -> !duration.isPositive())
        .ifPresent(none -> node.reject("must be greater than zero when defined"));
  }

  public static void notNegative(SpecNode node) {
    duration(node)
        .filter(Duration::isNegative)
        .ifPresent(negative -> node.reject("must not be negative when defined"));
  }
}
