package io.higuma;

import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.validation.Violation;
import java.util.Map;
import java.util.Optional;

/** Configurations for tests. */
public final class Configs {
  private Configs() {}

  public static ControlPlaneConfig defaults() {
    return of("");
  }

  /** The defaults with this YAML over them. */
  public static ControlPlaneConfig of(String yaml) {
    Optional<ConfigFile> file =
        yaml.isEmpty() ? Optional.empty() : Optional.of(new ConfigFile("in-config.yaml", yaml));
    return switch (ConfigLoader.load(file, Map.of())) {
      case ConfigResult.Loaded(var config, var warnings, var changed) -> config;
      case ConfigResult.Invalid(var violations) ->
          throw new AssertionError(Violation.join(violations));
    };
  }
}
