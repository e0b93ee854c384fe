package io.higuma.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the command line starts: a plain main, without container, for a quick answer. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var console = new Console(System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err));
    System.exit(HigumaCommand.run(args, console, new OfflineConfig(console, System.getenv())));
  }

  /** Whatever the locale is: System.out writes question marks where it has no such letters. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    var bytes = new BufferedOutputStream(new FileOutputStream(descriptor));
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
