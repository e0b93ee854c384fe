package io.higuma.cli;

import io.higuma.explain.StaleSidecars;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "stale",
    description = {
      "List the pods whose sidecar would come out differently if they were created now.",
      "",
      "Says what differs and which setting, annotation or ContainerPatch has a say in it. Asks the"
          + " cluster of the kubeconfig; nothing is changed, and Secrets are not read."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no pod has an old sidecar",
      "2:wrong usage",
      "3:the cluster cannot be read, or not all that is needed, and no old sidecar was found",
      "6:some pods have an old sidecar"
    })
final class StaleCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private StaleOptions options = new StaleOptions();
  @Spec private @Nullable CommandSpec spec;

  StaleCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    checkUsage();
    StaleSidecars found = new LivePods(options, configSource).stale();
    options.output().print(List.of(found), found::text, console);
    if (found.stale() > 0) {
      return ExitCode.STALE;
    }
    return found.complete() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void checkUsage() {
    if (options.ofAllNamespaces() && options.namespace().isPresent()) {
      throw wrong("Give -n or -A, not both");
    }
    options
        .live()
        .mistake(options.namespace())
        .ifPresent(mistake -> {
          throw wrong(mistake);
        });
  }

  private ParameterException wrong(String sentence) {
    if (spec == null) {
      throw new IllegalStateException("picocli did not fill the fields");
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
