package io.higuma.cli;

import io.higuma.config.ControlPlaneConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Where a command has its settings from. */
@FunctionalInterface
interface ConfigSource {
  /** The defaults where no file is given. Environment variables apply either way. */
  ControlPlaneConfig load(Optional<Path> file) throws InputException;
}
