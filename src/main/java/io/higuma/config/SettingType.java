package io.higuma.config;

import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.metadata.Parsed;
import io.higuma.units.GoDuration;
import io.higuma.units.GoInteger;
import io.higuma.units.ResourceQuantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The form of a setting's value. Variables and files differ: a variable is text, while YAML tells
 * text, numbers and booleans apart.
 *
 * @param name the word for the form in the documentation
 * @param printer the value as one would write it into a variable
 */
record SettingType<T>(
    String name, VariableParser<T> variable, FileParser<T> file, Function<T, String> printer) {
  /** Reads the text of a variable. */
  @FunctionalInterface
  interface VariableParser<T> {
    Parsed<T> parse(String text);
  }

  /** Reads a value of the file; {@code current} is the one that it replaces. */
  @FunctionalInterface
  interface FileParser<T> {
    Parsed<T> parse(YamlValue value, T current);
  }

  static final SettingType<String> TEXT =
      scalar("text", "must be text", Optional::of, Function.identity());

  static final SettingType<Boolean> BOOLEAN =
      single(
          "boolean",
          SettingType::booleanVariable,
          (value, current) ->
              value.isBoolean()
                  ? new Parsed.Value<>(value.isTrue())
                  : instead("must be true or false, without quotes", value),
          String::valueOf);

  static final SettingType<Long> NUMBER =
      single(
          "number",
          text -> orMalformed(GoInteger.parse(text), "must be a whole number", text),
          (value, current) ->
              value.isUnquoted()
                  ? orMalformed(
                      GoInteger.parse(value.written()), "must be a whole number", value.written())
                  : instead("must be a whole number, without quotes", value),
          String::valueOf);

  static final SettingType<Duration> DURATION = duration();

  static final SettingType<ResourceQuantity> QUANTITY =
      scalar(
          "quantity",
          "must be a quantity such as 500m or 64Mi",
          ResourceQuantity::parse,
          ResourceQuantity::canonical);

  static final SettingType<Mode> MODE =
      scalar(
          "zone or global",
          "must be zone or global",
          SettingType::mode,
          mode -> mode.name().toLowerCase(Locale.ROOT));

  static final SettingType<List<String>> LIST =
      new SettingType<>(
          "list",
          TextCollections::listOf,
          (value, current) -> TextCollections.listOf(value),
          items -> String.join(",", items));

  /** Whole numbers as decimal text. */
  static final SettingType<List<String>> NUMBERS =
      new SettingType<>(
          "list of numbers",
          text -> numbers(LIST.variable().parse(text)),
          (value, current) -> numbers(LIST.file().parse(value, current)),
          LIST.printer());

  static final SettingType<Map<String, String>> MAP =
      new SettingType<>(
          "map", TextCollections::mapOf, TextCollections::merged, TextCollections::print);

  /** A form with one value, for which null in the file is as good as nothing. */
  private static <T> SettingType<T> single(
      String name, VariableParser<T> variable, FileParser<T> file, Function<T, String> printer) {
    return new SettingType<>(
        name,
        variable,
        (value, current) ->
            value.isNull() ? new Parsed.Value<>(current) : file.parse(value, current),
        printer);
  }

  /** A form that is text in files too, quoted or not. */
  private static <T> SettingType<T> scalar(
      String name, String demand, Function<String, Optional<T>> parser, Function<T, String> print) {
    return single(
        name,
        text -> orMalformed(parser.apply(text), demand, text),
        (value, current) ->
            value
                .text()
                .map(text -> orMalformed(parser.apply(text), demand, text))
                .orElseGet(() -> instead(demand, value)),
        print);
  }

  private static SettingType<Duration> duration() {
    String demand = "must be a duration such as 30s or 1m30s";
    SettingType<Duration> text = scalar("duration", demand, GoDuration::parse, GoDuration::format);
    return single(
        text.name(),
        text.variable(),
        (value, current) ->
            value.isNumber()
                ? orMalformed(
                    GoInteger.parse(value.written()).map(Duration::ofNanos),
                    demand + ", or a whole number of nanoseconds",
                    value.written())
                : text.file().parse(value, current),
        text.printer());
  }

  private static Parsed<List<String>> numbers(Parsed<List<String>> list) {
    if (!(list instanceof Parsed.Value<List<String>>(var items))) {
      return list;
    }
    var numbers = new ArrayList<String>();
    for (String item : items) {
      Optional<Long> number = GoInteger.parse(item).filter(Check.uint32().holds());
      if (number.isEmpty()) {
        return malformed("must have whole numbers in 0..4294967295 only", item);
      }
      numbers.add(number.get().toString());
    }
    return new Parsed.Value<>(List.copyOf(numbers));
  }

  private static Parsed<Boolean> booleanVariable(String text) {
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> new Parsed.Value<>(true);
      case "0", "f", "F", "FALSE", "false", "False" -> new Parsed.Value<>(false);
      default -> malformed("must be true or false", text);
    };
  }

  private static Optional<Mode> mode(String text) {
    return switch (text) {
      // An old word for a zone that has no global control plane.
      case "zone", "standalone" -> Optional.of(Mode.ZONE);
      case "global" -> Optional.of(Mode.GLOBAL);
      default -> Optional.empty();
    };
  }

  private static <T> Parsed<T> orMalformed(Optional<T> value, String demand, String text) {
    return value.<Parsed<T>>map(Parsed.Value::new).orElseGet(() -> malformed(demand, text));
  }

  private static <T> Parsed<T> malformed(String demand, String text) {
    return new Parsed.Malformed<>(
        demand + ", but " + (text.isEmpty() ? "is empty" : "was " + Excerpt.quoted(text)));
  }

  static <T> Parsed<T> instead(String demand, YamlValue value) {
    return new Parsed.Malformed<>(demand + ", but was " + value.describe());
  }

  /** The same form, but what YAML takes for a number or boolean is no text in a file. */
  SettingType<T> quoted() {
    return new SettingType<>(
        name,
        variable,
        (value, current) ->
            bare(value)
                .<Parsed<T>>map(Parsed.Malformed::new)
                .orElseGet(() -> file.parse(value, current)),
        printer);
  }

  private static Optional<String> bare(YamlValue value) {
    if (value.isNumber() || value.isBoolean()) {
      return Optional.of(
          "must be text: put it in quotes, as in " + Excerpt.quoted(value.written()));
    }
    return value.entries().stream()
        .flatMap(List::stream)
        .filter(entry -> entry.value().isNumber() || entry.value().isBoolean())
        .findFirst()
        .map(entry ->
            "must have texts: put the value of "
                + Excerpt.name(entry.name().written())
                + " in quotes");
  }
}
