package io.higuma.config;

/** A piece of what a user wrote, short and printable enough for a message. */
final class Excerpt {
  private static final int VALUE_LENGTH = 60;
  private static final int NAME_LENGTH = 200;

  private Excerpt() {}

  static String value(String text) {
    return cut(text, VALUE_LENGTH);
  }

  static String quoted(String text) {
    return '"' + value(text) + '"';
  }

  /** A key or variable, which is shown whole if it can be a name at all. */
  static String name(String text) {
    return cut(text, NAME_LENGTH);
  }

  private static String cut(String text, int length) {
    String start = text.length() > length ? text.substring(0, length) + "…" : text;
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
