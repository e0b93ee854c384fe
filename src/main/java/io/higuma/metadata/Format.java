package io.higuma.metadata;

import io.higuma.units.GoDuration;
import io.higuma.units.ResourceQuantity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of a label's or annotation's value. Nothing is trimmed; the empty text is a value like
 * any other.
 *
 * @param name the word for the form in the documentation
 * @param parser reads a value; its first argument is the key, for messages
 */
public record Format<T>(String name, Parser<T> parser) {
  /** Reads the value of a key. */
  @FunctionalInterface
  public interface Parser<T> {
    Parsed<T> parse(String key, String value);
  }

  private static final Pattern DIGITS = Pattern.compile("0*[0-9]{1,10}");
  private static final long UINT32_MAX = 0xFFFF_FFFFL;

  private static final Set<String> RESIZABLE = Set.of("cpu", "memory");
  private static final Set<String> RESIZE_POLICIES = Set.of("NotRequired", "RestartContainer");

  public static final Format<String> TEXT =
      new Format<>("text", (key, value) -> new Parsed.Value<>(value));

  /** {@code enabled}, {@code true}, {@code yes} and their opposites. */
  public static final Format<Boolean> SWITCH =
      new Format<>(
          "switch",
          (key, value) ->
              switch (value) {
                case "enabled", "true", "yes" -> new Parsed.Value<>(true);
                case "disabled", "false", "no" -> new Parsed.Value<>(false);
                default -> wrongValue(key, value, "use enabled or disabled");
              });

  /** As {@link #SWITCH}, but {@code enabled} and {@code disabled} are not known. */
  public static final Format<Boolean> BOOLEAN =
      new Format<>(
          "boolean",
          (key, value) ->
              switch (value) {
                case "true", "yes" -> new Parsed.Value<>(true);
                case "false", "no" -> new Parsed.Value<>(false);
                default -> wrongValue(key, value, "use true or false");
              });

  /** Decimal digits, 0 to 4294967295; leading zeros are taken. */
  public static final Format<Long> UINT32 =
      new Format<>(
          "number",
          (key, value) ->
              DIGITS.matcher(value).matches() && Long.parseLong(value) <= UINT32_MAX
                  ? new Parsed.Value<>(Long.parseLong(value))
                  : malformed(key, "\"" + value + "\" is not a whole number in 0..4294967295"));

  /** Split at commas, empty items dropped. */
  public static final Format<List<String>> LIST =
      new Format<>("list", (key, value) -> new Parsed.Value<>(pieces(value, ",")));

  /** Split at semicolons, empty items kept. */
  public static final Format<List<String>> SEMICOLON_LIST =
      new Format<>(
          "semicolon list", (key, value) -> new Parsed.Value<>(List.of(value.split(";", -1))));

  /**
   * {@code key1=value1;key2=value2}; a key that is given twice has its later value. Values may be
   * secret, so no message has one.
   */
  public static final Format<Map<String, String>> MAP = new Format<>("map", Format::map);

  /** Go's notation: {@code 30s}, {@code 1h30m}. */
  public static final Format<Duration> DURATION =
      new Format<>(
          "duration",
          (key, value) ->
              GoDuration.parse(value)
                  .<Parsed<Duration>>map(Parsed.Value::new)
                  .orElseGet(() ->
                      malformed(key, "\"" + value + "\" is not a duration such as 30s or 1m30s")));

  /** An amount of a resource as Kubernetes writes it, not negative: {@code 500m}, {@code 64Mi}. */
  public static final Format<ResourceQuantity> QUANTITY =
      new Format<>(
          "quantity",
          (key, value) ->
              ResourceQuantity.parse(value)
                  .filter(quantity -> !quantity.isNegative())
                  .<Parsed<ResourceQuantity>>map(Parsed.Value::new)
                  .orElseGet(() ->
                      malformed(
                          key,
                          "\"" + value + "\" is not a quantity, 0 or more, such as 500m or 64Mi")));

  /**
   * What to do with a container when one of its resources is changed while it runs: {@code
   * cpu=NotRequired;memory=RestartContainer}.
   */
  public static final Format<Map<String, String>> RESIZE_POLICY =
      new Format<>("resize policy", Format::resizePolicy);

  public Parsed<T> parse(String key, String value) {
    return parser.parse(key, value);
  }

  static List<String> pieces(String value, String separator) {
    return Stream.of(value.split(Pattern.quote(separator), -1)).filter(s -> !s.isEmpty()).toList();
  }

  private static Parsed<Map<String, String>> map(String key, String value) {
    var pairs = new LinkedHashMap<String, String>();
    int number = 0;
    for (String piece : value.split(";", -1)) {
      number++;
      int equals = piece.indexOf('=');
      if (equals < 0 || piece.indexOf('=', equals + 1) >= 0) {
        return malformed(
            key,
            "it has to be in the form key1=value1;key2=value2, but pair %d has %s equals sign"
                .formatted(number, equals < 0 ? "no" : "more than one"));
      }
      pairs.put(piece.substring(0, equals), piece.substring(equals + 1));
    }
    return new Parsed.Value<>(pairs);
  }

  private static Parsed<Map<String, String>> resizePolicy(String key, String value) {
    Parsed<Map<String, String>> parsed = map(key, value);
    boolean known =
        parsed instanceof Parsed.Value<Map<String, String>>(var policies)
            && RESIZABLE.containsAll(policies.keySet())
            && RESIZE_POLICIES.containsAll(policies.values());
    return known
        ? parsed
        : malformed(
            key,
            "\""
                + value
                + "\" is not of the form cpu=NotRequired;memory=RestartContainer; each of cpu and memory is NotRequired or RestartContainer");
  }

  private static <T> Parsed<T> wrongValue(String key, String value, String advice) {
    return new Parsed.Malformed<>(
        "annotation \"" + key + "\" has wrong value \"" + value + "\": " + advice);
  }

  private static <T> Parsed<T> malformed(String key, String reason) {
    return new Parsed.Malformed<>("failed to parse annotation \"" + key + "\": " + reason);
  }
}
