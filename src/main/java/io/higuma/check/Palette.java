package io.higuma.check;

/** How the words of a report look. */
public enum Palette {
  PLAIN,
  COLORED;

  String of(Status status, String word) {
    if (this == PLAIN) {
      return word;
    }
    int color =
        switch (status) {
          case OK -> 32;
          case WARNING -> 33;
          case ERROR -> 31;
          case SKIPPED -> 36;
        };
    return "\u001b[%dm%s\u001b[0m".formatted(color, word);
  }
}
