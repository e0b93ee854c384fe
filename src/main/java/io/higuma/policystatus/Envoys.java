package io.higuma.policystatus;

import java.util.regex.Pattern;

/** What Envoy says, made fit for an object that many may read. */
final class Envoys {
  /** What tells one error from another stands at its beginning. */
  static final int MOST = 300;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN [A-Z ]*-----.*?(-----END [A-Z ]*-----|$)", Pattern.DOTALL);
  private static final Pattern ENCODED =
      Pattern.compile("[A-Za-z0-9+/]{64,}={0,2}|eyJ[A-Za-z0-9_-]{16,}[A-Za-z0-9_.-]*");
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}\\p{Cf}]+");

  private Envoys() {}

  /** On one line, cut, and without what may be a key. */
  static String words(String error) {
    String line = PEM.matcher(error).replaceAll("[removed]");
    line = ENCODED.matcher(line).replaceAll("[removed]");
    line = BLANK.matcher(line).replaceAll(" ").strip();
    return line.length() <= MOST ? line : line.substring(0, MOST - 1) + "…";
  }
}
