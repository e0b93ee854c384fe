package io.higuma.config;

import io.higuma.validation.Violation;
import java.util.List;

/** What came of loading the configuration. */
public sealed interface ConfigResult {
  /**
   * It can be used.
   *
   * @param warnings sentences about keys and variables that have no effect; for the log
   * @param changed what is not as it is by default
   */
  record Loaded(ControlPlaneConfig config, List<String> warnings, ChangedSettings changed)
      implements ConfigResult {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * It must not be used.
   *
   * @param violations every mistake; the field is the key in the file's layout, or empty when the
   *     file as a whole cannot be read
   */
  record Invalid(List<Violation> violations) implements ConfigResult {
    public Invalid {
      violations = List.copyOf(violations);
    }
  }
}
