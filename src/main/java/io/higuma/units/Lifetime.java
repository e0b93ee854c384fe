package io.higuma.units;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a certificate of a mesh lives: {@code 0}, or a number with one unit: {@code 30d}. */
public final class Lifetime {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(y|w|d|h|m|s|ms)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "y", Duration.ofDays(365),
          "w", Duration.ofDays(7),
          "d", Duration.ofDays(1),
          "h", Duration.ofHours(1),
          "m", Duration.ofMinutes(1),
          "s", Duration.ofSeconds(1),
          "ms", Duration.ofMillis(1));

  private Lifetime() {}

  /**
   * Reads a lifetime.
   *
   * @return empty when the text is none, or longer than a number of seconds of 64 bits
   */
  public static Optional<Duration> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          UNITS
              .getOrDefault(form.group(2), Duration.ZERO)
              .multipliedBy(Long.parseLong(form.group(1))));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}
