package io.higuma.cli;

import picocli.CommandLine.Option;

/** When a command prints colours; picocli fills the field. */
final class ColorOptions {
  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = "Colours of the result; auto: on a terminal, unless NO_COLOR is set.")
  private ColorMode color = ColorMode.auto;

  boolean appliesTo(Screen screen) {
    return color.appliesTo(screen);
  }
}
