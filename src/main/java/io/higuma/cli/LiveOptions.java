package io.higuma.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command asks, and where the control plane is in it; picocli fills the fields. */
final class LiveOptions {
  @Option(names = "--context", paramLabel = "NAME", description = "Context of the kubeconfig.")
  private @Nullable String context;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Else as kubectl finds it.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--system-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "kuma-system",
      description = "Where the control plane is; default: ${DEFAULT-VALUE}.")
  private String systemNamespace = "kuma-system";

  Optional<String> context() {
    return Optional.ofNullable(context);
  }

  Optional<Path> kubeconfig() {
    return Optional.ofNullable(kubeconfig);
  }

  String systemNamespace() {
    return systemNamespace;
  }

  /** What is wrong with the names of namespaces, which become part of paths; the first mistake. */
  Optional<String> mistake(Optional<String> namespace) {
    return Stream.concat(namespace.stream(), Stream.of(systemNamespace))
        .filter(name -> !ObjectName.isName(name))
        .findFirst()
        .map("\"%s\" is no name of a namespace"::formatted);
  }
}
