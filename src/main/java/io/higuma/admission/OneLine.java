package io.higuma.admission;

/** Texts that users wrote, as a log or a terminal may show them. */
final class OneLine {
  private static final String CUT = " …";

  private OneLine() {}

  /** The text without control characters, such as those that move a terminal's cursor, and cut. */
  static String of(String text, int maxLength) {
    String start =
        text.length() <= maxLength ? text : text.substring(0, maxLength - CUT.length()) + CUT;
    for (int i = 0; i < start.length(); i++) {
      if (Character.isISOControl(start.charAt(i))) {
        return start.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", " ");
      }
    }
    return start;
  }
}
