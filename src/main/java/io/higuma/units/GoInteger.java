package io.higuma.units;

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
public final class GoInteger {
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
  public static Optional<Long> parse(String text) {
    return parseUnbounded(text)
        .filter(number -> number.bitLength() <= BITS_OF_LONG)
        .map(BigInteger::longValue);
  }

  /**
   * Reads a number of any size.
   *
   * @return empty when the text is no whole number, or longer than any that is meant
   */
  public static Optional<BigInteger> parseUnbounded(String text) {
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
    return Optional.of("-".equals(matcher.group("sign")) ? number.negate() : number);
  }

  private static Optional<BigInteger> digits(Matcher matcher, String group, int radix) {
    return Optional.ofNullable(matcher.group(group))
        .map(digits -> new BigInteger(digits.replace("_", ""), radix));
  }
}
