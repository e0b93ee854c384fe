package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.higuma.units.GoInteger;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar without quotes and tag means to kubectl, and with it to everything that reads YAML
 * for Kubernetes through {@code sigs.k8s.io/yaml}: YAML 1.1 as go-yaml v2 has it.
 *
 * <p>So {@code yes}, {@code on} and {@code y} are truth values, wherever they stand: kubectl turns
 * YAML into JSON before it knows the type of any field, and {@code data: {debug: yes}} of a
 * ConfigMap is refused by the API server. {@code 0644} is octal, {@code 1e3} is 1000, and so is
 * {@code 1_000}. Times and numbers to base 60 are text. Seen with kubectl 1.32 and 1.35; {@code
 * PlainScalarTest} has the table.
 */
final class PlainScalar {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Map<String, JsonNode> WORDS = words();
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern DIGITS = Pattern.compile("[-+]?[0-9]+");
  private static final int BITS_OF_UNSIGNED = 64;

  /** From here on Go writes a number with an exponent. */
  private static final double MAX_WITHOUT_EXPONENT = 1e21;

  /** Between these exponents Go's {@code %g} has none. */
  private static final int MIN_OF_G = -4;

  private static final int MAX_OF_G = 6;

  private PlainScalar() {}

  /** Not a number where it says {@code .nan} or {@code .inf}, which JSON does not have. */
  static JsonNode value(String text) {
    JsonNode word = WORDS.get(text);
    if (word != null) {
      return word;
    }
    if (!startsAsNumber(text)) {
      return JSON.textNode(text);
    }
    BigInteger whole = integer(text);
    if (whole != null) {
      return number(whole);
    }
    Double decimal = decimal(text);
    return decimal == null ? JSON.textNode(text) : number(decimal, text);
  }

  /**
   * The scalar as the key of a mapping.
   *
   * @return empty for what kubectl takes for no key, such as {@code null}
   */
  static Optional<String> key(String text) {
    JsonNode word = WORDS.get(text);
    if (word != null) {
      return switch (word.getNodeType()) {
        case BOOLEAN -> Optional.of(word.asText());
        case NUMBER -> Optional.of(singlePrecision(word.floatValue()));
        default -> Optional.empty();
      };
    }
    if (!startsAsNumber(text)) {
      return Optional.of(text);
    }
    BigInteger whole = integer(text);
    if (whole != null) {
      return Optional.of(whole.toString()).filter(key -> whole.bitLength() < Long.SIZE);
    }
    Double decimal = decimal(text);
    return Optional.of(decimal == null ? text : singlePrecision(decimal.floatValue()));
  }

  private static boolean startsAsNumber(String text) {
    char first = text.charAt(0);
    return first == '+' || first == '-' || first == '.' || (first >= '0' && first <= '9');
  }

  private static @Nullable BigInteger integer(String text) {
    return text.charAt(0) == '.'
        ? null
        : GoInteger.parseUnbounded(text.replace("_", ""))
            .filter(PlainScalar::fitsInto64Bits)
            .orElse(null);
  }

  private static boolean fitsInto64Bits(BigInteger number) {
    return number.signum() < 0
        ? number.bitLength() < BITS_OF_UNSIGNED
        : number.bitLength() <= BITS_OF_UNSIGNED;
  }

  /** Null for what is no number, or larger than any. */
  private static @Nullable Double decimal(String text) {
    String plain = text.charAt(0) == '.' ? text : text.replace("_", "");
    if (!DECIMAL.matcher(plain).matches()) {
      return null;
    }
    double number = Double.parseDouble(plain);
    return Double.isFinite(number) ? number : null;
  }

  private static JsonNode number(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return JSON.numberNode(number.intValue());
    }
    return number.bitLength() < Long.SIZE
        ? JSON.numberNode(number.longValue())
        : JSON.numberNode(number);
  }

  /** Whole numbers as such, or the API server would not take {@code 8e3} for a port. */
  private static JsonNode number(double number, String text) {
    String plain = text.replace("_", "");
    if (DIGITS.matcher(plain).matches()) {
      return number(new BigInteger(plain)); // no digit is lost, whatever its reader makes of it
    }
    return number == Math.rint(number) && Math.abs(number) < MAX_WITHOUT_EXPONENT
        ? number(BigDecimal.valueOf(number).toBigIntegerExact())
        : JSON.numberNode(number);
  }

  /** As {@code sigs.k8s.io/yaml} does, for keys alone: Go's {@code %g} of a number of 32 bits. */
  private static String singlePrecision(float number) {
    if (Float.isNaN(number)) {
      return ".nan";
    }
    if (Float.isInfinite(number)) {
      return number < 0 ? "-.inf" : ".inf";
    }
    if (number == 0) {
      return Float.floatToRawIntBits(number) == 0 ? "0" : "-0";
    }
    BigDecimal shortest = new BigDecimal(Float.toString(number)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= MIN_OF_G && exponent < MAX_OF_G) {
      return shortest.toPlainString();
    }
    String digits = shortest.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static Map<String, JsonNode> words() {
    var words = new HashMap<String, JsonNode>();
    for (String word : "y Y yes Yes YES true True TRUE on On ON".split(" ", -1)) {
      words.put(word, BooleanNode.TRUE);
    }
    for (String word : "n N no No NO false False FALSE off Off OFF".split(" ", -1)) {
      words.put(word, BooleanNode.FALSE);
    }
    for (String word : " ~ null Null NULL".split(" ", -1)) {
      words.put(word, NullNode.instance);
    }
    for (String word : ".nan .NaN .NAN".split(" ", -1)) {
      words.put(word, JSON.numberNode(Double.NaN));
    }
    for (String word : ".inf .Inf .INF +.inf +.Inf +.INF".split(" ", -1)) {
      words.put(word, JSON.numberNode(Double.POSITIVE_INFINITY));
    }
    for (String word : "-.inf -.Inf -.INF".split(" ", -1)) {
      words.put(word, JSON.numberNode(Double.NEGATIVE_INFINITY));
    }
    return Map.copyOf(words);
  }
}
