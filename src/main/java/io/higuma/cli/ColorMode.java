package io.higuma.cli;

/** When a diff has colours. */
enum ColorMode {
  auto,
  always,
  never;

  /** Whether there are colours on this screen; what the user asks for wins over the environment. */
  boolean appliesTo(Screen screen) {
    return switch (this) {
      case auto -> screen == Screen.COLORFUL;
      case always -> true;
      case never -> false;
    };
  }
}
