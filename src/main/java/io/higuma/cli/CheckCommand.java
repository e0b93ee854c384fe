package io.higuma.cli;

import io.higuma.check.CheckReport;
import io.higuma.check.Palette;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = {
      "Tell whether an installed control plane is as it should be, and what to do where it is not.",
      "",
      "Asks the cluster of the kubeconfig, with your rights; nothing is changed. A pod is created on"
          + " trial (dry run) to see whether the webhook answers. Of Secrets, only the certificates"
          + " in kuma-tls-cert and of the authorities of meshes are looked at; what you may not read"
          + " is skipped, and said to be."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no error was found",
      "2:wrong usage",
      "3:the cluster cannot be asked",
      "5:what --fail-on names was found, and no error",
      "7:an error was found"
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;
  private final InstantSource clock;

  @Mixin private LiveOptions live = new LiveOptions();
  @Mixin private ColorOptions color = new ColorOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--pre",
      description = "Before installation: whether it can be done, by you, on this cluster.")
  private boolean before;

  @Option(
      names = "--fail-on",
      paramLabel = "warning|skipped",
      split = ",",
      description = "Exit with 5 if a warning was found, or a check could not be done; repeatable.")
  private List<FailOn> failOn = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json|yaml",
      defaultValue = "text",
      description = "Format of the result.")
  private ReportFormat output = ReportFormat.text;

  CheckCommand(Console console, InstantSource clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InputException {
    live.mistake(Optional.empty())
        .ifPresent(mistake -> {
          if (spec == null) {
            throw new IllegalStateException("picocli did not fill the fields");
          }
          throw new ParameterException(spec.commandLine(), mistake);
        });
    var checks = new LiveChecks(live);
    CheckReport report = before ? checks.before() : checks.installed(clock.instant());
    Palette palette = color.appliesTo(console.screen()) ? Palette.COLORED : Palette.PLAIN;
    output.print(List.of(report), () -> report.text(palette), console);
    if (report.errors() > 0) {
      return ExitCode.BROKEN;
    }
    boolean isFailure =
        failOn.stream()
            .anyMatch(what ->
                switch (what) {
                  case warning -> report.warnings() > 0;
                  case skipped -> report.skipped() > 0;
                });
    return isFailure ? ExitCode.FAILED_ON : ExitCode.OK;
  }
}
