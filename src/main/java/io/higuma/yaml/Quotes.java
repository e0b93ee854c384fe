package io.higuma.yaml;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.regex.Pattern;

/**
 * Which texts need quotes. kubectl's reader takes more of them for numbers than Jackson's own, in
 * keys too: without quotes, the key {@code 0644} would come back as 420.
 */
final class Quotes extends StringQuotingChecker {
  private static final long serialVersionUID = 1;
  private static final Pattern NUMBER_OR_TIME =
      Pattern.compile("[-+._]*[0-9][-+.:_0-9a-fA-FoOxXTZ ]*|[-+]?\\.(?:inf|Inf|INF|nan|NaN|NAN)");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
  private static final StringQuotingChecker DEFAULT = new StringQuotingChecker.Default();

  @Override
  public boolean needToQuoteName(String name) {
    return DEFAULT.needToQuoteName(name) || name.indexOf('\n') >= 0 || looksOtherwise(name);
  }

  @Override
  public boolean needToQuoteValue(String value) {
    return DEFAULT.needToQuoteValue(value) || looksOtherwise(value);
  }

  /**
   * Whether it has characters that some readers take for the end of a line, or for a mark that
   * counts for nothing. Only an escape is safe.
   */
  static boolean needsEscapes(String text) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\u0085', '\u2028', '\u2029', '\ufeff' -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  private static boolean looksOtherwise(String text) {
    if (text.isEmpty()) {
      return false;
    }
    return switch (text.charAt(0)) {
          case '-', '=', '<' -> true;
          case '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
              NUMBER_OR_TIME.matcher(text).matches() && !IPV4.matcher(text).matches();
          default -> false;
        }
        || needsEscapes(text);
  }
}
