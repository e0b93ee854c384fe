package io.higuma.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** Where the command line starts: a plain main, without container, for a quick answer. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Map<String, String> environment = System.getenv();
    // Set by the script that starts this: Java can't tell whether stdout alone is a terminal.
    var screen = Screen.of(environment, System.getProperty("higuma.stdout", ""));
    var console =
        new Console(System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err), screen);
    System.exit(
        HigumaCommand.run(
            args, console, new OfflineConfig(console, environment), Clock.systemUTC()));
  }

  /** Whatever the locale is: System.out writes question marks where it has no such letters. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    var bytes = new BufferedOutputStream(new FileOutputStream(descriptor));
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
