package io.higuma.config;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole numbers in Go's notation: decimal, {@code 0x1f}, {@code 0o17}, {@code 017}, {@code 0b11},
 * with underscores between digits.
 *
 * @see <a href="https://pkg.go.dev/strconv#ParseInt">strconv.ParseInt with base 0</a>
 */
final class GoInteger {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<sign>[+-]?)(?:0[xX](?<hex>(?:_?[0-9a-fA-F])+)|0[bB](?<binary>(?:_?[01])+)"
              + "|0[oO]?(?<octal>(?:_?[0-7])+)|(?<decimal>0|[1-9](?:_?[0-9])*))");
  private static final int MAX_LENGTH = 128;
  private static final int BITS_OF_LONG = 63;

  private GoInteger() {}

  /**
   * Reads a number.
   *
   * @return empty when the text is no whole number or needs more than 64 bits
   */
  static Optional<Long> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (text.length() > MAX_LENGTH || !matcher.matches()) {
      return Optional.empty();
    }
    BigInteger number =
        digits(matcher, "hex", 16)
            .or(() -> digits(matcher, "binary", 2))
            .or(() -> digits(matcher, "octal", 8))
            .or(() -> digits(matcher, "decimal", 10))
            .orElseThrow();
    BigInteger signed = "-".equals(matcher.group("sign")) ? number.negate() : number;
    return signed.bitLength() > BITS_OF_LONG ? Optional.empty() : Optional.of(signed.longValue());
  }

  private static Optional<BigInteger> digits(Matcher matcher, String group, int radix) {
    return Optional.ofNullable(matcher.group(group))
        .map(digits -> new BigInteger(digits.replace("_", ""), radix));
  }
}
