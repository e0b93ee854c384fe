package io.higuma.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands under {@code higuma inspect} are asked; picocli fills the fields. */
final class InspectOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin private LiveOptions live = new LiveOptions();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Where the object is; else the namespace of the context, or default.")
  private @Nullable String namespace;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the control plane; without it, the cluster's own is read.")
  private @Nullable Path config;

  LiveOptions live() {
    return live;
  }

  /** An empty name counts as none, as for kubectl. */
  Optional<String> namespace() {
    return Optional.ofNullable(namespace).filter(name -> !name.isEmpty());
  }

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  /** Refuses what becomes part of a path and is no name; picocli shows the usage. */
  void check(String name) {
    if (!ObjectName.isName(name)) {
      throw wrong("\"%s\" is no name of an object".formatted(name));
    }
    live.mistake(namespace())
        .ifPresent(mistake -> {
          throw wrong(mistake);
        });
  }

  ParameterException wrong(String sentence) {
    if (spec == null) {
      throw new IllegalStateException("picocli did not fill the fields");
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
