package io.higuma.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource as the Kubernetes API writes it, kept with the family of its suffix so
 * that it can be printed in canonical form: {@code 1000m} is {@code 1}, {@code 1024Mi} is {@code
 * 1Gi}, {@code 1e3} stays {@code 1e3}.
 *
 * @param amount the exact amount in units of the resource: cores, bytes
 * @param family which suffixes it prints with
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
public record ResourceQuantity(BigDecimal amount, Family family) {
  /** The suffixes of one notation. */
  public enum Family {
    BINARY,
    DECIMAL,
    EXPONENT
  }

  public static final ResourceQuantity ZERO = new ResourceQuantity(BigDecimal.ZERO, Family.DECIMAL);

  private static final Pattern SYNTAX =
      Pattern.compile(
          "([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))([eE][+-]?[0-9]{1,3}|[KMGTPE]i|[numkMGTPE]?)");
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final String[] BINARY_SUFFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final Map<String, Integer> DECIMAL_EXPONENTS =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final String[] DECIMAL_SUFFIXES = {
    "n", "u", "m", "", "k", "M", "G", "T", "P", "E"
  };

  /** Longer texts are no quantity that anybody means; the bound keeps arithmetic cheap. */
  private static final int MAX_LENGTH = 64;

  /**
   * Reads a quantity; finer than a nano is rounded away from zero, as the API does.
   *
   * @return empty when the text is not a quantity
   */
  public static Optional<ResourceQuantity> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2);
    if (suffix.endsWith("i")) {
      int power = "KMGTPE".indexOf(suffix.charAt(0)) + 1;
      return Optional.of(rounded(number.multiply(KIBI.pow(power)), Family.BINARY));
    }
    if (suffix.length() > 1) {
      int exponent = Integer.parseInt(suffix.substring(1));
      return Optional.of(rounded(number.scaleByPowerOfTen(exponent), Family.EXPONENT));
    }
    int exponent = DECIMAL_EXPONENTS.getOrDefault(suffix, 0);
    return Optional.of(rounded(number.scaleByPowerOfTen(exponent), Family.DECIMAL));
  }

  private static ResourceQuantity rounded(BigDecimal amount, Family family) {
    return new ResourceQuantity(
        amount.scale() > 9 ? amount.setScale(9, RoundingMode.UP) : amount, family);
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  public boolean isNegative() {
    return amount.signum() < 0;
  }

  /** Whether it has no fraction, as amounts of bytes must. */
  public boolean isWhole() {
    return amount.stripTrailingZeros().scale() <= 0;
  }

  /** Compares amounts: {@code 1024Mi} and {@code 1Gi} are the same. */
  public boolean isSameAs(ResourceQuantity other) {
    return amount.compareTo(other.amount) == 0;
  }

  public boolean isLessThan(ResourceQuantity other) {
    return amount.compareTo(other.amount) < 0;
  }

  /** The sum, in the notation of this quantity unless it is zero. */
  public ResourceQuantity plus(ResourceQuantity other) {
    return new ResourceQuantity(amount.add(other.amount), isZero() ? other.family : family);
  }

  /** The difference, in the notation of this quantity. */
  public ResourceQuantity minus(ResourceQuantity other) {
    return new ResourceQuantity(amount.subtract(other.amount), family);
  }

  /** In thousandths, rounded up: {@code 1.0001} cores are 1001. Saturates at the largest long. */
  public long millis() {
    BigInteger millis =
        amount.scaleByPowerOfTen(3).setScale(0, RoundingMode.UP).toBigIntegerExact();
    return millis.bitLength() > 62 ? Long.MAX_VALUE : millis.longValueExact();
  }

  /** The largest suffix of the family that leaves a whole number in front. */
  public String canonical() {
    if (isZero()) {
      return "0";
    }
    return switch (family) {
      case BINARY -> binary();
      case DECIMAL -> decimal();
      case EXPONENT -> exponent();
    };
  }

  private String binary() {
    if (amount.abs().compareTo(KIBI) < 0 || amount.stripTrailingZeros().scale() > 0) {
      return decimal();
    }
    BigInteger whole = amount.toBigIntegerExact();
    int power = Math.min(whole.getLowestSetBit() / 10, BINARY_SUFFIXES.length - 1);
    return whole.shiftRight(10 * power) + BINARY_SUFFIXES[power];
  }

  private String decimal() {
    // Beyond E there is no suffix.
    int power = Math.min(thousands(), 6);
    return mantissa(power) + DECIMAL_SUFFIXES[power + 3];
  }

  private String exponent() {
    int power = thousands();
    return power == 0 ? mantissa(0) : mantissa(power) + "e" + power * 3;
  }

  /** How many factors of 1000 can be taken out; negative when it has a fraction. */
  private int thousands() {
    return Math.floorDiv(-amount.stripTrailingZeros().scale(), 3);
  }

  private String mantissa(int power) {
    return amount
        .scaleByPowerOfTen(-3 * power)
        .setScale(0, RoundingMode.UNNECESSARY)
        .toPlainString();
  }

  @Override
  public String toString() {
    return canonical();
  }
}
