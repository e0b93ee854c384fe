package io.higuma.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the value of a setting must be beyond its form. Only the value that wins is checked, so a
 * variable can mend a file.
 *
 * @param demand completes "the value …"
 */
record Check<T>(String demand, Predicate<T> holds) {
  private static final Pattern NETWORK =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!/)|(?=/))){4}/(3[0-2]|[12]?\\d)");
  private static final Pattern NETWORK6 =
      Pattern.compile("(?=.*:)[0-9a-fA-F:]{2,39}/(12[0-8]|1[01]\\d|\\d?\\d)");
  private static final int LARGEST_PORT = 65_535;
  private static final long LARGEST_UINT32 = 0xFFFF_FFFFL;

  static <T> Check<T> none() {
    return new Check<>("", value -> true);
  }

  static Check<String> notEmpty() {
    return new Check<>("must not be empty", value -> !value.isEmpty());
  }

  static Check<String> oneOf(String... choices) {
    String listed =
        Arrays.stream(choices)
            .map(choice -> choice.isEmpty() ? "empty" : choice)
            .collect(Collectors.joining(", "));
    return new Check<>(
        "must be one of: " + listed, value -> Arrays.asList(choices).contains(value));
  }

  static Check<Duration> atLeast(Duration min) {
    return new Check<>(
        "must be at least " + min.toSeconds() + "s", value -> value.compareTo(min) >= 0);
  }

  static Check<Duration> positive() {
    return new Check<>("must be more than 0s", Duration::isPositive);
  }

  static Check<String> network() {
    return new Check<>(
        "must be an IPv4 network such as 241.0.0.0/8", value -> NETWORK.matcher(value).matches());
  }

  /** Of either version of IP. */
  static Check<List<String>> networks() {
    return new Check<>(
        "must be networks such as 10.0.0.0/8 or fc00::/7",
        value ->
            value.stream()
                .allMatch(
                    one -> NETWORK.matcher(one).matches() || NETWORK6.matcher(one).matches()));
  }

  static Check<List<String>> pointers() {
    return new Check<>(
        "must be JSON pointers that begin with a slash",
        value -> value.stream().allMatch(pointer -> pointer.startsWith("/")));
  }

  /** Up to what fits into an {@code int}. */
  static Check<Long> atLeast(int min) {
    return between(min, Integer.MAX_VALUE);
  }

  static Check<Long> port() {
    return between(0, LARGEST_PORT);
  }

  /** What fits into an {@code int}. */
  static Check<Long> int32() {
    return new Check<>("must be a whole number of 32 bits", value -> value == value.intValue());
  }

  static Check<Long> uint32() {
    return between(0, LARGEST_UINT32);
  }

  private static Check<Long> between(long min, long max) {
    return new Check<>("must be in " + min + ".." + max, value -> value >= min && value <= max);
  }
}
