package io.higuma.cli;

import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.validation.Violation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Settings as the control plane reads them; what is odd about them goes to stderr. */
record OfflineConfig(Console console, Map<String, String> environment) implements ConfigSource {
  OfflineConfig {
    environment = Map.copyOf(environment);
  }

  @Override
  public ConfigResult.Loaded read(Optional<Path> file) throws InputException {
    Optional<ConfigFile> read = Optional.empty();
    if (file.isPresent()) {
      String name = file.get().toString();
      read = Optional.of(new ConfigFile(name, new Documents(console.in()).text(name)));
    }
    return switch (ConfigLoader.load(read, environment)) {
      case ConfigResult.Loaded loaded -> {
        loaded.warnings().forEach(console::warn);
        yield loaded;
      }
      case ConfigResult.Invalid(var violations) ->
          throw InputException.refused(
              file.map(Path::toString).orElse("environment") + ": " + Violation.join(violations));
    };
  }
}
