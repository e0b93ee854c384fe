package io.higuma.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command reads and writes. Results go to {@code out}, everything else to {@code err}.
 *
 * @param in what {@code -f -} reads
 */
record Console(InputStream in, PrintStream out, PrintStream err) {
  /** Something that the user should know but that stops nothing. */
  void note(String sentence) {
    err.println("higuma: " + sentence);
  }
}
