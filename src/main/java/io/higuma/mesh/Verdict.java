package io.higuma.mesh;

/**
 * One aspect of a mesh, as a condition says it.
 *
 * @param reason a word that never changes
 * @param message a sentence; holds nothing secret
 */
record Verdict(Outcome outcome, String reason, String message) {
  /** Whether it is as it should be. */
  enum Outcome {
    GOOD("True"),
    BAD("False");

    private final String status;

    Outcome(String status) {
      this.status = status;
    }

    /** Of a condition. */
    String status() {
      return status;
    }
  }

  static Verdict good(String reason, String message) {
    return new Verdict(Outcome.GOOD, reason, message);
  }

  static Verdict bad(String reason, String message) {
    return new Verdict(Outcome.BAD, reason, message);
  }

  boolean isGood() {
    return outcome == Outcome.GOOD;
  }
}
