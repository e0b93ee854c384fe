package io.higuma.cli;

import io.higuma.inspect.PolicyInspection;
import io.higuma.resource.ResourceKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "policy",
    description = {
      "Tell what a policy comes to: which Dataplanes it is for, and which of their inbounds and"
          + " outbounds have a value of it; why it is not for others; on how many proxies it is"
          + " programmed, and which reject it with what error."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the settings are refused",
      "2:wrong usage",
      "3:there is no such policy, or the cluster cannot be read"
    })
final class InspectPolicyCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private InspectOptions options = new InspectOptions();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "As for kubectl: meshtimeout, meshtimeouts, MeshTimeout, or mt.")
  private String kind = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "Name of the policy.")
  private String name = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json|yaml",
      defaultValue = "text",
      description = "Format of the result.")
  private ReportFormat output = ReportFormat.text;

  InspectPolicyCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    options.check(name);
    ResourceKind found =
        kind()
            .orElseThrow(() ->
                options.wrong(
                    "\"%s\" is no kind of policy. There are %s"
                        .formatted(
                            kind,
                            policies().map(ResourceKind::kind).collect(Collectors.joining(", ")))));
    PolicyInspection report =
        LiveInspection.ask(options, configSource, live -> live.policy(found, name));
    output.print(List.of(report), report::text, console);
    return ExitCode.OK;
  }

  private Optional<ResourceKind> kind() {
    return policies()
        .filter(one ->
            one.kind().equalsIgnoreCase(kind)
                || one.plural().equalsIgnoreCase(kind)
                || one.shortName().filter(kind::equalsIgnoreCase).isPresent())
        .findFirst();
  }

  private static Stream<ResourceKind> policies() {
    return Arrays.stream(ResourceKind.values())
        .filter(one -> one.role() == ResourceKind.Role.POLICY);
  }
}
