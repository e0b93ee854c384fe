package io.higuma.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all offline commands share; picocli fills the fields. */
final class InputOptions {
  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description = "Objects to convert, as YAML or JSON; - is stdin. Repeatable.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the control plane; KUMA_* variables win over it.")
  private @Nullable Path config;

  @Option(
      names = "--objects",
      paramLabel = "FILE",
      arity = "1..*",
      description = "The cluster around them: Namespaces, Services, Meshes and so on. Repeatable.")
  private List<String> objects = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "yaml|json",
      defaultValue = "yaml",
      description = "Format of the result; several results in JSON are one List.")
  private Output output = Output.yaml;

  List<String> files() {
    return files;
  }

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  /** Empty when the option was not given. */
  Optional<List<String>> objects() {
    return objects.isEmpty() ? Optional.empty() : Optional.of(objects);
  }

  Output output() {
    return output;
  }
}
