package io.higuma.cli;

import java.util.Map;

/** What stands behind stdout. */
enum Screen {
  /** A file, a pipe, or a terminal whose user wants no colours. */
  PLAIN,
  COLORFUL;

  /**
   * What the user's environment asks for.
   *
   * @param environment of which {@code NO_COLOR} and {@code TERM} count
   * @param stdout {@code terminal} where it is one
   * @see <a href="https://no-color.org">NO_COLOR</a>
   */
  static Screen of(Map<String, String> environment, String stdout) {
    return stdout.equals("terminal")
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb")
        ? COLORFUL
        : PLAIN;
  }
}
