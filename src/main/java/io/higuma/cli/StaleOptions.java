package io.higuma.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code higuma stale} is asked; picocli fills the fields. */
final class StaleOptions {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Whose pods; else those of the namespace of the context, or of default.")
  private @Nullable String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "The pods of all namespaces.")
  private boolean allNamespaces;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the control plane; without it, the cluster's own is read.")
  private @Nullable Path config;

  @Mixin private LiveOptions live = new LiveOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json|yaml",
      defaultValue = "text",
      description = "Format of the result.")
  private ReportFormat output = ReportFormat.text;

  /** An empty name counts as none, as for kubectl. */
  Optional<String> namespace() {
    return Optional.ofNullable(namespace).filter(name -> !name.isEmpty());
  }

  boolean ofAllNamespaces() {
    return allNamespaces;
  }

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  LiveOptions live() {
    return live;
  }

  ReportFormat output() {
    return output;
  }
}
