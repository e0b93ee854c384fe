package io.higuma.cli;

import io.higuma.inspect.DataplaneReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "dataplane",
    aliases = "dp",
    description = {
      "Tell how it stands with a proxy: whether it is connected and to whom, what it was sent, has"
          + " acknowledged and rejects, its certificate, its policies and which of them says what,"
          + " and its configuration.",
      "",
      "A configuration is what the control plane makes from the objects as they are now. Certificates"
          + " and keys are printed as <cert>."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the settings are refused",
      "2:wrong usage",
      "3:there is no such Dataplane, or the cluster cannot be read"
    })
final class InspectDataplaneCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private InspectOptions options = new InspectOptions();

  @Parameters(paramLabel = "NAME", description = "Name of the Dataplane, which is that of its pod.")
  private String name = "";

  @Option(
      names = "--type",
      paramLabel = "clusters|endpoints|listeners|routes|secrets",
      description = "Print these of its configuration, and nothing else; repeatable.")
  private List<PrintedType> types = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json|yaml",
      description =
          "Format of the result; text by default, which has no configuration, and yaml with --type.")
  private @Nullable ReportFormat output;

  InspectDataplaneCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    options.check(name);
    if (!types.isEmpty() && output == ReportFormat.text) {
      throw options.wrong("A configuration is printed with -o yaml or -o json");
    }
    if (types.isEmpty()) {
      DataplaneReport report =
          LiveInspection.ask(
              options, configSource, live -> live.dataplane(name, List.of(PrintedType.values())));
      ReportFormat format = output == null ? ReportFormat.text : output;
      format.print(List.of(report), report::text, console);
    } else {
      DataplaneReport report =
          LiveInspection.ask(options, configSource, live -> live.dataplane(name, types));
      if (report.configuration() == null) {
        throw InputException.unreadable(String.join("\n", report.unknown()));
      }
      report.unknown().forEach(sentence -> console.note("not known: " + sentence));
      ReportFormat format = output == null ? ReportFormat.yaml : output;
      format.print(List.of(report.configuration()), () -> "", console);
    }
    return ExitCode.OK;
  }
}
