package io.higuma.config;

/** Where the value of a setting comes from. */
public sealed interface Origin {
  /** Nobody set it. */
  record Default() implements Origin {}

  /**
   * A configuration file.
   *
   * @param line counted from 1
   */
  record File(String name, int line) implements Origin {}

  record Variable(String name) implements Origin {}

  /** For users: {@code in config.yaml, line 3}. */
  default String text() {
    return switch (this) {
      case Default() -> "the default";
      case File(var name, var line) -> "in " + name + ", line " + line;
      case Variable(var name) -> "variable " + name;
    };
  }

  /** Ends a message: {@code (in config.yaml, line 3)}. */
  default String note() {
    return "(" + text() + ")";
  }
}
