package io.higuma.cli;

import java.io.InputStream;
import java.io.PrintStream;

/** What a command reads and writes. Results go to {@code out}, everything else to {@code err}. */
final class Console {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Screen screen;
  private int warnings;

  /**
   * The console of one run.
   *
   * @param in what {@code -f -} reads
   */
  Console(InputStream in, PrintStream out, PrintStream err, Screen screen) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.screen = screen;
  }

  InputStream in() {
    return in;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  Screen screen() {
    return screen;
  }

  /** Something that the user should know but that stops nothing. */
  void note(String sentence) {
    err.println("higuma: " + sentence);
  }

  /** A note of something that is not as the user will have meant it. */
  void warn(String sentence) {
    warnings++;
    note("warning: " + sentence);
  }

  boolean hasWarned() {
    return warnings > 0;
  }
}
