package io.higuma.cli;

import io.higuma.explain.Explainer;
import io.higuma.explain.Explanation;
import io.higuma.explain.ExplanationText;
import io.higuma.explain.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    synopsisHeading = "",
    customSynopsis = {
      "Usage: higuma explain TYPE NAME [-n NAMESPACE] [OPTIONS]",
      "       higuma explain TYPE/NAME [-n NAMESPACE] [OPTIONS]",
      "       higuma explain -f FILE [--objects FILE...] [OPTIONS]"
    },
    description = {
      "Say why a pod has a sidecar or has none, and why the sidecar looks as it does.",
      "",
      "Asks the cluster of the kubeconfig, or takes files and no cluster with -f. What can't be read"
          + " is said, and what is therefore unknown. Nothing is changed, and Secrets are not read."
    })
final class ExplainCommand implements Callable<Integer> {
  private final Console console;
  private final ConfigSource configSource;

  @Mixin private ExplainOptions options = new ExplainOptions();
  @Spec private @Nullable CommandSpec spec;

  ExplainCommand(Console console, ConfigSource configSource) {
    this.console = console;
    this.configSource = configSource;
  }

  @Override
  public Integer call() throws InputException {
    checkUsage();
    List<Situation> situations =
        options.isOfFiles()
            ? new FileSituations(console, options, configSource).read()
            : List.of(new LiveSituation(options, configSource).read());
    var explanations = new ArrayList<Explanation>();
    for (Situation situation : situations) {
      explanations.add(Explainer.explain(situation));
    }
    print(explanations);
    return explanations.stream().anyMatch(Explanation::wouldRefuse)
        ? ExitCode.REFUSED
        : ExitCode.OK;
  }

  private void checkUsage() {
    boolean named = !options.object().isEmpty();
    if (named == options.isOfFiles()) {
      throw wrong(
          named
              ? "Name an object or give -f, not both"
              : "Name an object, such as deployment/web, or give -f FILE");
    }
    if (named && options.hasObjects()) {
      throw wrong("--objects goes with -f: a cluster has its own objects");
    }
    if (!named
        && (options.live().context().isPresent() || options.live().kubeconfig().isPresent())) {
      throw wrong("--context and --kubeconfig do not go with -f, which asks no cluster");
    }
    if (named && ObjectName.parse(options.object()).isEmpty()) {
      throw wrong(ObjectName.USAGE);
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

  private void print(List<Explanation> explanations) {
    options
        .output()
        .print(
            explanations,
            () ->
                explanations.stream()
                    .map(ExplanationText::of)
                    .collect(Collectors.joining("\n---\n\n")),
            console);
  }
}
