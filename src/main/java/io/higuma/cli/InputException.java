package io.higuma.cli;

/** Ends a command with a sentence for the user: which file, which document, which field, what. */
final class InputException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  private InputException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The input is there, but not acceptable. */
  static InputException refused(String message) {
    return new InputException(ExitCode.REFUSED, message);
  }

  /** The input could not be had. */
  static InputException unreadable(String message) {
    return new InputException(ExitCode.FAILED, message);
  }

  /** The same at a place. */
  InputException in(String place) {
    return new InputException(exitCode, place + getMessage());
  }

  int exitCode() {
    return exitCode;
  }
}
