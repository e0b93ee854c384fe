package io.higuma.cli;

/** What a command's end says. */
final class ExitCode {
  static final int OK = 0;

  /** An input object or setting is not acceptable; stderr says which and why. */
  static final int REFUSED = 1;

  static final int USAGE = 2;

  /** A file cannot be read or written, or Higuma has a bug. */
  static final int FAILED = 3;

  /** With {@code --exit-code}: an object changes. */
  static final int CHANGED = 4;

  /** What {@code --fail-on} names has happened. */
  static final int FAILED_ON = 5;

  /** Pods have a sidecar that would come out differently today. */
  static final int STALE = 6;

  /** {@code higuma check} has found an error. */
  static final int BROKEN = 7;

  private ExitCode() {}
}
