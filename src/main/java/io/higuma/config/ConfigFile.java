package io.higuma.config;

/**
 * A configuration file that was read.
 *
 * @param name as messages shall call it, for example its path
 * @param text YAML or JSON
 */
public record ConfigFile(String name, String text) {
  /** Keeps the text, which may hold secrets, out of logs. */
  @Override
  public String toString() {
    return name;
  }
}
