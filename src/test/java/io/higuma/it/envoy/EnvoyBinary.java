package io.higuma.it.envoy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An Envoy that dev/envoy has. */
public record EnvoyBinary(String version, Path path) {
  /** The one that Kuma is released with first, then the newest. */
  public static List<String> versions() {
    return List.of(Command.run("dev/envoy", "versions").split(" ", -1));
  }

  /** Fetches it if need be. */
  public static EnvoyBinary of(String version) {
    return new EnvoyBinary(
        version, Path.of(Command.run("dev/envoy", "bin", version).lines().toList().getLast()));
  }

  /**
   * What it has against a configuration.
   *
   * @param bootstrap JSON
   * @return empty if it takes it
   */
  public Optional<String> objection(String bootstrap) {
    try {
      Path file = Files.createTempFile("bootstrap", ".json");
      try {
        Files.writeString(file, bootstrap);
        Command.Outcome outcome =
            Command.attempt(
                "",
                List.of(
                    path.toString(),
                    "--mode",
                    "validate",
                    "--config-path",
                    file.toString(),
                    "--log-level",
                    "warning"));
        return outcome.exitCode() == 0 ? Optional.empty() : Optional.of(outcome.output());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
