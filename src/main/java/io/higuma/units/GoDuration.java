package io.higuma.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations in Go's notation, which Kuma's settings and annotations use: {@code 1h30m}, {@code
 * 1.5s}, {@code 300ms}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a>
 */
public final class GoDuration {
  private static final Pattern TERM =
      Pattern.compile("(?=\\.?[0-9])([0-9]*)(?:\\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)");
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
  private static final int BITS_OF_LONG = 63;
  private static final BigInteger LARGEST_FRACTION = BigInteger.TWO.pow(63);
  private static final BigInteger LARGEST_WITH_ROOM =
      LARGEST_FRACTION.subtract(BigInteger.ONE).divide(BigInteger.TEN);

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
    BigInteger nanos = BigInteger.ZERO;
    Matcher matcher = TERM.matcher(rest);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      nanos = nanos.add(nanos(matcher.group(1), matcher.group(2), matcher.group(3)));
      end = matcher.end();
    }
    if (end == 0 || end != rest.length()) {
      return Optional.empty();
    }
    BigInteger signed = negative ? nanos.negate() : nanos;
    return signed.bitLength() > BITS_OF_LONG
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(signed.longValueExact()));
  }

  /** What is less than a nanosecond is cut off from each term, not from their sum. */
  private static BigInteger nanos(String whole, @Nullable String fraction, String unit) {
    long factor = NANOS.getOrDefault(unit, 0L);
    BigInteger nanos =
        (whole.isEmpty() ? BigInteger.ZERO : new BigInteger(whole))
            .multiply(BigInteger.valueOf(factor));
    return fraction == null ? nanos : nanos.add(BigInteger.valueOf(nanos(fraction, factor)));
  }

  /** In floating point, and with no more digits than fit into 64 bits, as Go computes it. */
  private static long nanos(String fraction, long factor) {
    BigInteger digits = BigInteger.ZERO;
    double scale = 1;
    for (int i = 0; i < fraction.length(); i++) {
      BigInteger more =
          digits.multiply(BigInteger.TEN).add(BigInteger.valueOf(fraction.charAt(i) - '0'));
      if (digits.compareTo(LARGEST_WITH_ROOM) > 0 || more.compareTo(LARGEST_FRACTION) > 0) {
        break;
      }
      digits = more;
      scale *= 10;
    }
    return (long) (digits.doubleValue() * (factor / scale));
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
