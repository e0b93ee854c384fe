package io.higuma.units;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in Go's notation, which Kuma's settings and annotations use: {@code 1h30m}, {@code
 * 1.5s}, {@code 300ms}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a>
 */
public final class GoDuration {
  private static final Pattern TERM =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final int MAX_LENGTH = 128;

  private GoDuration() {}

  /**
   * Reads a duration.
   *
   * @return empty when the text is no duration or does not fit into 64 bits of nanoseconds (292
   *     years)
   */
  public static Optional<Duration> parse(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    boolean negative = text.charAt(0) == '-';
    String rest = negative || text.charAt(0) == '+' ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher matcher = TERM.matcher(rest);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      long unit = NANOS.getOrDefault(matcher.group(2), 0L);
      nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = matcher.end();
    }
    if (end == 0 || end != rest.length()) {
      return Optional.empty();
    }
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue()));
  }

  /**
   * Prints as Go does: {@code 90s} is {@code 1m30s}, {@code 1h} is {@code 1h0m0s}, zero is {@code
   * 0s}.
   */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    Duration left = duration.abs();
    String sign = duration.isNegative() ? "-" : "";
    if (left.compareTo(Duration.ofSeconds(1)) < 0) {
      return sign + belowSecond(left.toNanos());
    }
    var text = new StringBuilder(sign);
    if (left.toHours() > 0) {
      text.append(left.toHours()).append('h');
    }
    if (left.toMinutes() > 0) {
      text.append(left.toMinutesPart()).append('m');
    }
    BigDecimal seconds =
        BigDecimal.valueOf(left.toSecondsPart())
            .add(BigDecimal.valueOf(left.toNanosPart()).scaleByPowerOfTen(-9));
    return text.append(plain(seconds)).append('s').toString();
  }

  private static String belowSecond(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return plain(BigDecimal.valueOf(nanos).scaleByPowerOfTen(-3)) + "µs";
    }
    return plain(BigDecimal.valueOf(nanos).scaleByPowerOfTen(-6)) + "ms";
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
