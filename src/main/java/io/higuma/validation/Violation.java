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

  /** The most that a line names. */
  private static final int MAX_JOINED = 20;

  /** All of them in one line, for messages that have no structure; of very many the first. */
  public static String join(List<Violation> violations) {
    String joined =
        violations.stream()
            .limit(MAX_JOINED)
            .map(Violation::toString)
            .collect(Collectors.joining("; "));
    int more = violations.size() - MAX_JOINED;
    return more > 0 ? joined + "; and " + more + " more" : joined;
  }

  @Override
  public String toString() {
    return field.text().isEmpty() ? message : field + ": " + message;
  }
}
