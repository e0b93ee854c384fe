package io.higuma.validation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that a user has to mend.
 *
 * @param field where it is
 * @param message a sentence without the field: what is wrong and, where it helps, what to do
 */
public record Violation(FieldPath field, String message) {
  public Violation(FieldPath field, String message, Object found) {
    this(field, message + ", but was " + found);
  }

  /** All of them in one line, for messages that have no structure. */
  public static String join(List<Violation> violations) {
    return violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
  }

  @Override
  public String toString() {
    return field.text().isEmpty() ? message : field + ": " + message;
  }
}
