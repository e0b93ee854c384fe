package io.higuma.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable, IVersionProvider {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.out().println(getVersion()[0]);
  }

  /** From the manifest of the jar. */
  @Override
  public String[] getVersion() {
    return new String[] {version()};
  }

  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return "higuma " + (version == null ? "of a development build" : version);
  }
}
