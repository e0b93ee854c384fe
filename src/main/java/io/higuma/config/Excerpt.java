package io.higuma.config;

/** A piece of what a user wrote, short and printable enough for a message. */
final class Excerpt {
  private static final int MAX_LENGTH = 60;

  private Excerpt() {}

  static String quoted(String text) {
    return '"' + plain(text) + '"';
  }

  /** As {@link #quoted}, for names that need no quotes. */
  static String plain(String text) {
    String start = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return start.codePoints().anyMatch(Character::isISOControl)
        ? start.replaceAll("\\p{Cntrl}", "?")
        : start;
  }
}
