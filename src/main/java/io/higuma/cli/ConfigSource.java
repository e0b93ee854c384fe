package io.higuma.cli;

import io.higuma.config.ConfigResult;
import io.higuma.config.ControlPlaneConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Where a command has its settings from. */
@FunctionalInterface
interface ConfigSource {
  /** The defaults where no file is given. Environment variables apply either way. */
  ConfigResult.Loaded read(Optional<Path> file) throws InputException;

  /** The settings alone. */
  default ControlPlaneConfig load(Optional<Path> file) throws InputException {
    return read(file).config();
  }
}
