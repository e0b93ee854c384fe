package io.higuma.check;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What came of looking at one thing.
 *
 * @param check what was looked at, one word: {@code webhooks}
 * @param message a sentence without a full stop
 * @param cure what to do, mostly a command; empty if there is nothing to do
 */
public record Finding(
    String check,
    Status status,
    String message,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String cure) {
  private static final int LONGEST = 1000;

  /** What others wrote is not to write lines or colours of its own, nor pages. */
  public Finding {
    message = oneLine(message);
    cure = oneLine(cure);
  }

  static Finding ok(String check, String message) {
    return new Finding(check, Status.OK, message, "");
  }

  static Finding warning(String check, String message, String cure) {
    return new Finding(check, Status.WARNING, message, cure);
  }

  static Finding error(String check, String message, String cure) {
    return new Finding(check, Status.ERROR, message, cure);
  }

  /**
   * Something could not be looked at.
   *
   * @param what is therefore unknown
   * @param why mostly the API server's word on a right that is missing
   */
  static Finding skipped(String check, String what, String why) {
    return new Finding(check, Status.SKIPPED, "%s (%s)".formatted(what, why), "");
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}]+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
