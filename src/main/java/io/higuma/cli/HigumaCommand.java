package io.higuma.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that all others stand under. */
@Command(
    name = "higuma",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    description = "Shows what the Higuma control plane would do, and explains what it did.",
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {
      InjectCommand.class,
      UninjectCommand.class,
      DataplaneCommand.class,
      EnvoyConfigCommand.class,
      ExplainCommand.class,
      InspectCommand.class,
      StaleCommand.class,
      CheckCommand.class,
      SupportBundleCommand.class,
      VersionCommand.class,
      GenerateCompletion.class,
      HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:an input object or a setting is refused",
      "2:wrong usage",
      "3:a file or an object of the cluster cannot be read, the result cannot be written, or an internal"
          + " error"
    })
final class HigumaCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  /**
   * Runs one command line.
   *
   * @return the exit code
   */
  static int run(String[] args, Console console, ConfigSource config, InstantSource clock) {
    IFactory factory =
        new IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            if (type == InjectCommand.class) {
              return type.cast(new InjectCommand(console, config));
            }
            if (type == UninjectCommand.class) {
              return type.cast(new UninjectCommand(console, config));
            }
            if (type == DataplaneCommand.class) {
              return type.cast(new DataplaneCommand(console, config));
            }
            if (type == EnvoyConfigCommand.class) {
              return type.cast(new EnvoyConfigCommand(console, config));
            }
            if (type == ExplainCommand.class) {
              return type.cast(new ExplainCommand(console, config));
            }
            if (type == InspectDataplaneCommand.class) {
              return type.cast(new InspectDataplaneCommand(console, config));
            }
            if (type == InspectPolicyCommand.class) {
              return type.cast(new InspectPolicyCommand(console, config));
            }
            if (type == StaleCommand.class) {
              return type.cast(new StaleCommand(console, config));
            }
            if (type == CheckCommand.class) {
              return type.cast(new CheckCommand(console, clock));
            }
            if (type == SupportBundleCommand.class) {
              return type.cast(new SupportBundleCommand(console, clock));
            }
            if (type == VersionCommand.class) {
              return type.cast(new VersionCommand(console));
            }
            return CommandLine.defaultFactory().create(type);
          }
        };
    int exitCode =
        new CommandLine(new HigumaCommand(), factory)
            .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
            .setExecutionExceptionHandler(
                (exception, command, parsed) -> explain(exception, console))
            .execute(args);
    if (console.out().checkError()) {
      console.note("stdout: the result cannot be written");
      return ExitCode.FAILED;
    }
    return exitCode;
  }

  private static int explain(Exception exception, Console console) {
    if (exception instanceof InputException input) {
      console.note(String.valueOf(input.getMessage()));
      return input.exitCode();
    }
    console.note("internal error, please report it: " + exception);
    return ExitCode.FAILED;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }
  }
}
