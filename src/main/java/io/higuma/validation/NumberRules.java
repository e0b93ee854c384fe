package io.higuma.validation;

import java.math.BigDecimal;
import java.util.Optional;

/** What a number has to be. Each rule takes a value that may be absent. */
public final class NumberRules {
  public static final String GREATER_THAN_ZERO = "must be greater than 0";
  public static final String IN_PERCENT = "must be in inclusive range [0.0, 100.0]";

  private static final long MAX_PORT = 65535;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private NumberRules() {}

  /** A whole number of more than zero. */
  public static void positive(SpecNode node) {
    node.integer().filter(number -> number <= 0).ifPresent(wrong -> node.reject(GREATER_THAN_ZERO));
  }

  /** A whole number within these bounds, both included. */
  public static void within(SpecNode node, long least, long most) {
    node.integer()
        .filter(number -> number < least || number > most)
        .ifPresent(
            wrong -> node.reject("must be in inclusive range [" + least + ", " + most + "]"));
  }

  /** A whole percentage. */
  public static void wholePercentage(SpecNode node) {
    within(node, 0, 100);
  }

  /** A status code of HTTP. */
  public static void statusCode(SpecNode node) {
    within(node, 100, 599);
  }

  /** A percentage: a whole number, or a decimal one in a text. */
  public static void percentage(SpecNode node) {
    decimal(node)
        .filter(number -> number.signum() < 0 || number.compareTo(HUNDRED) > 0)
        .ifPresent(wrong -> node.reject(IN_PERCENT));
  }

  /** A whole number, or a decimal one in a text. */
  public static Optional<BigDecimal> decimal(SpecNode node) {
    if (node.holdsText() && !node.holdsNumber()) {
      node.reject("string must be a valid number");
      return Optional.empty();
    }
    return node.number();
  }

  /** A port of a policy or of a resource of the new format. */
  public static void port(SpecNode node) {
    port(node, "port must be a valid (1-65535)");
  }

  /**
   * A port, zero being none.
   *
   * @param message what a wrong one is answered
   */
  public static void port(SpecNode node, String message) {
    node.integer().filter(number -> !isPort(number)).ifPresent(wrong -> node.reject(message));
  }

  public static boolean isPort(long number) {
    return number >= 1 && number <= MAX_PORT;
  }
}
