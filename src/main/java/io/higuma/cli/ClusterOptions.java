package io.higuma.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is around the objects of a command, and how; picocli fills the fields. */
final class ClusterOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the control plane; KUMA_* variables win over it.")
  private @Nullable Path config;

  @Option(
      names = "--objects",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "The cluster around them: Namespaces, Services, Meshes and so on; files and folders as"
              + " for -f. Repeatable.")
  private List<String> names = new ArrayList<>();

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  /** The objects of the cluster; empty when the option was not given. */
  Optional<List<Document>> read(Documents documents, Folders folders) throws InputException {
    return names.isEmpty() ? Optional.empty() : Optional.of(documents.read(folders.files(names)));
  }

  /** The same in any shape, Lists taken apart; none without the option. */
  List<UniversalInput.Item> values(Documents documents, Folders folders) throws InputException {
    return documents.values(folders.files(names));
  }
}
