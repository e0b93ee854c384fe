package io.higuma.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code higuma envoy-config} is asked; picocli fills the fields. */
final class EnvoyConfigOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin private ColorOptions color = new ColorOptions();

  @Option(
      names = "--proxy",
      required = true,
      paramLabel = "NAME",
      description = "Name of the Dataplane, with its namespace if it has one: web-1.shop")
  private String proxy = "";

  @Option(
      names = "--mesh",
      defaultValue = "default",
      paramLabel = "MESH",
      description = "Its mesh; empty for a zone proxy.")
  private String mesh = "";

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      required = true,
      description = "What the proxy tells of itself: metadata of the node in its bootstrap.")
  private String metadata = "";

  @Option(
      names = {"-R", "--recursive"},
      description = "Of a folder take the files of all folders below as well.")
  private boolean recursive;

  @Option(
      names = "--type",
      paramLabel = "clusters|endpoints|listeners|routes|secrets",
      description = "Only these; repeatable.")
  private List<PrintedType> types = new ArrayList<>();

  @Option(
      names = "--diff",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "The mesh as it is to be, in the place of --objects: print which resources are added,"
              + " removed and changed, and the changed ones as unified diffs of YAML; nothing if"
              + " none is. Repeatable.")
  private List<String> later = new ArrayList<>();

  @Option(
      names = "--exit-code",
      description = "With --diff: exit with 4 when something changes, as git does with 1.")
  private boolean exitCode;

  @Option(
      names = "--why",
      description =
          "Print which policies select the proxy, in which order, what they say together and which"
              + " of them says what; and why others are not for it.")
  private boolean why;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|yaml|json",
      description =
          "Format of the result. Text is for --diff and --why, and what these print by default; a"
              + " configuration is printed as yaml by default.")
  private @Nullable ReportFormat output;

  String proxy() {
    return proxy;
  }

  String mesh() {
    return mesh;
  }

  String metadata() {
    return metadata;
  }

  Folders folders() {
    return recursive ? Folders.RECURSIVE : Folders.FLAT;
  }

  List<PrintedType> types() {
    return types.isEmpty() ? List.of(PrintedType.values()) : types;
  }

  /** The files of the mesh that the first one is compared with; empty without a comparison. */
  Optional<List<String>> later() {
    return later.isEmpty() ? Optional.empty() : Optional.of(later);
  }

  boolean isWhy() {
    return why;
  }

  ReportFormat output() {
    if (output != null) {
      return output;
    }
    return why || later().isPresent() ? ReportFormat.text : ReportFormat.yaml;
  }

  ColorOptions color() {
    return color;
  }

  /** The exit code of a comparison. */
  int exitCode(ConfigDiff diff) {
    return exitCode && !diff.isEmpty() ? ExitCode.CHANGED : ExitCode.OK;
  }

  /** Refuses options that contradict each other; picocli shows the usage. */
  void check() {
    if (why && later().isPresent()) {
      throw wrong("Give --diff or --why, not both");
    }
    if (why && !types.isEmpty()) {
      throw wrong("--type goes with resources: --why prints policies");
    }
    if (why && mesh.isEmpty()) {
      throw wrong("--why needs a mesh: a zone ingress has no policies");
    }
    if (exitCode && later().isEmpty()) {
      throw wrong("--exit-code goes with --diff");
    }
    if (output == ReportFormat.text && !why && later().isEmpty()) {
      throw wrong(
          "A configuration is printed with -o yaml or -o json; -o text is for --diff, --why");
    }
  }

  private ParameterException wrong(String sentence) {
    if (spec == null) {
      throw new IllegalStateException("picocli did not fill the fields");
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
