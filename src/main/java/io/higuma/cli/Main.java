package io.higuma.cli;

/** Where the command line starts: a plain main, without container, for a quick answer. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var console = new Console(System.in, System.out, System.err);
    System.exit(HigumaCommand.run(args, console, new OfflineConfig(console, System.getenv())));
  }
}
