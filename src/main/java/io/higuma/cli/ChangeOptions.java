package io.higuma.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command that changes objects shows what it did; picocli fills the fields. */
final class ChangeOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--diff",
      description =
          "Print what changes as a unified diff of YAML, in place of the objects; nothing for an"
              + " object that stays as it is.")
  private boolean diff;

  @Mixin private ColorOptions color = new ColorOptions();

  @Option(
      names = "--exit-code",
      description = "Exit with 4 when an object changes, as git does with 1.")
  private boolean exitCode;

  /** Whether no object is printed, but what a person reads. */
  boolean isDiff() {
    return diff;
  }

  /** Refuses options that contradict each other; picocli shows the usage. */
  void check() {
    if (diff && output.isJson() && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--diff shows YAML: leave out -o json, or --diff");
    }
  }

  /**
   * Prints the objects or the diffs.
   *
   * @param verb what was done to them: {@code injected}
   */
  void print(List<ObjectChange> changes, String verb, Console console) {
    if (!diff) {
      output.print(changes.stream().map(ObjectChange::result).toList(), console.out());
      return;
    }
    for (ObjectChange change : changes) {
      List<String> lines = ObjectDiff.of(change, verb);
      lines = color.appliesTo(console.screen()) ? ObjectDiff.colored(lines) : lines;
      lines.forEach(line -> console.out().print(line + "\n"));
    }
    console.out().flush();
  }

  /** The exit code of a command that did all that it was asked for. */
  int exitCode(List<ObjectChange> changes) {
    return exitCode && !changes.stream().allMatch(ObjectChange::isEmpty)
        ? ExitCode.CHANGED
        : ExitCode.OK;
  }
}
