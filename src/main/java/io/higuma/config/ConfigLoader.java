package io.higuma.config;

import java.util.Map;
import java.util.Optional;

/**
 * Makes the configuration of the defaults, then the file, then the environment: the later one wins.
 * Every mistake in either is found at once.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Loads the configuration.
   *
   * @param file YAML in Kuma's layout, at most 1 MiB; keys are taken in any case
   * @param environment all variables; one that is set counts even when it is empty
   */
  public static ConfigResult load(Optional<ConfigFile> file, Map<String, String> environment) {
    var draft = new ConfigDraft();
    file.ifPresent(present -> YamlFile.readInto(draft, present));
    EnvironmentVariables.readInto(draft, environment);
    draft.check();
    return draft.violations().isEmpty()
        ? new ConfigResult.Loaded(
            ConfigRecords.of(draft.values()), draft.warnings(), draft.changed())
        : new ConfigResult.Invalid(draft.violations());
  }
}
