package io.higuma.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code higuma explain} is asked; picocli fills the fields. */
final class ExplainOptions {
  @Parameters(
      arity = "0..2",
      paramLabel = "TYPE NAME",
      description = "An object of the cluster: pod web-0, deployment/web, sts/db, cj/report.")
  private List<String> object = new ArrayList<>();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description =
          "Explain Pods and workloads of files instead: a file, a folder, or - for stdin."
              + " Repeatable.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-R", "--recursive"},
      description = "Of a folder take the files of all folders below as well.")
  private boolean recursive;

  @Option(
      names = "--objects",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "With -f, the cluster around them: Namespaces, Meshes, ContainerPatches and so on.")
  private List<String> objects = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration of the control plane; without it, a cluster's own is read, and with -f the"
              + " defaults count.")
  private @Nullable Path config;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Where the object is; else the namespace of the context, or default.")
  private @Nullable String namespace;

  @Mixin private LiveOptions live = new LiveOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json|yaml",
      defaultValue = "text",
      description = "Format of the result; several results in JSON are one List.")
  private ReportFormat output = ReportFormat.text;

  List<String> object() {
    return object;
  }

  boolean isOfFiles() {
    return !files.isEmpty();
  }

  boolean hasObjects() {
    return !objects.isEmpty();
  }

  /** What is to be explained, in its order. */
  List<Document> read(Documents documents) throws InputException {
    return documents.read(folders().files(files));
  }

  /** What is around it. */
  List<Document> readObjects(Documents documents) throws InputException {
    return documents.read(folders().files(objects));
  }

  private Folders folders() {
    return recursive ? Folders.RECURSIVE : Folders.FLAT;
  }

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  /** An empty name counts as none, as for kubectl. */
  Optional<String> namespace() {
    return Optional.ofNullable(namespace).filter(name -> !name.isEmpty());
  }

  LiveOptions live() {
    return live;
  }

  ReportFormat output() {
    return output;
  }
}
