package io.higuma.cli;

/** What a command's end says. */
final class ExitCode {
  static final int OK = 0;

  /** An input object or setting is not acceptable; stderr says which and why. */
  static final int REFUSED = 1;

  static final int USAGE = 2;

  /** A file cannot be read, or Higuma has a bug. */
  static final int FAILED = 3;

  private ExitCode() {}
}
