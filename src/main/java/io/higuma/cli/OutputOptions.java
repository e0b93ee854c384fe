package io.higuma.cli;

import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Option;

/** In which format a command prints objects; picocli fills the field. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "yaml|json",
      defaultValue = "yaml",
      description = "Format of the result; several results in JSON are one List.")
  private Output output = Output.yaml;

  boolean isJson() {
    return output == Output.json;
  }

  /** As {@link Output#print}. */
  void print(List<?> results, PrintStream out) {
    output.print(results, out);
  }
}
