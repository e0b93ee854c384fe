package io.higuma.validation;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether Envoy, whose engine is RE2, can compile a regular expression. */
public final class RegexRules {
  private static final int MAX_LENGTH = 10_000;
  private static final int MAX_DEPTH = 200;

  private RegexRules() {}

  /** Why a text is no regular expression; empty if it is one. */
  public static Optional<String> mistake(String regex) {
    if (regex.length() > MAX_LENGTH) {
      return Optional.of("longer than " + MAX_LENGTH + " characters");
    }
    var translation = new Translation(regex);
    try {
      String translated = translation.run();
      if (translation.depth > MAX_DEPTH) {
        return Optional.of("groups are nested too deep");
      }
      Pattern ignored = Pattern.compile(translated);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(e.getDescription());
    }
  }

  /** The expression as Java compiles it: the two differ in small things. */
  private static final class Translation {
    private static final Pattern REPETITION = Pattern.compile("\\{[0-9]+(?:,[0-9]*)?}");
    private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P?<[A-Za-z0-9_]+>");
    private static final Pattern FOREIGN_GROUP = Pattern.compile("\\(\\?(?:[=!>]|<[=!])");
    private static final Pattern NAMED_CLASS = Pattern.compile("\\[:\\^?[a-z]+:]");

    private final String regex;
    private final StringBuilder translated = new StringBuilder();
    private int at;
    private int openGroups;
    private int depth;

    Translation(String regex) {
      this.regex = regex;
    }

    String run() {
      while (at < regex.length()) {
        switch (regex.charAt(at)) {
          case '\\' -> escape(true);
          case '[' -> characterClass();
          case '(' -> group();
          case ')' -> {
            openGroups = Math.max(0, openGroups - 1);
            copy(1);
          }
          case '{' -> repetition();
          default -> copy(1);
        }
      }
      return translated.toString();
    }

    private void escape(boolean outsideClass) {
      char next = at + 1 < regex.length() ? regex.charAt(at + 1) : ' ';
      if (outsideClass && (next == 'k' || (next >= '1' && next <= '9'))) {
        throw new PatternSyntaxException("Envoy knows no back references", regex, at);
      }
      int end = regex.startsWith("{", at + 2) ? regex.indexOf('}', at) : -1;
      if (end > 0 && next == 'x') {
        copy(end + 1 - at);
        return;
      }
      if (end > 0 && (next == 'p' || next == 'P')) {
        translated.append("\\pL"); // Java has other names for the scripts.
        at = end + 1;
        return;
      }
      copy(2);
    }

    private void characterClass() {
      copy(1);
      if (regex.startsWith("^", at)) {
        copy(1);
      }
      if (regex.startsWith("]", at)) {
        escaped();
      }
      while (at < regex.length() && regex.charAt(at) != ']') {
        switch (regex.charAt(at)) {
          case '\\' -> escape(false);
          case '[' -> {
            int length = matched(NAMED_CLASS);
            if (length > 0) {
              translated.append('a');
              at += length;
            } else {
              escaped();
            }
          }
          case '&' -> escaped();
          default -> copy(1);
        }
      }
      copy(1);
    }

    private void group() {
      if (matched(FOREIGN_GROUP) > 0) {
        throw new PatternSyntaxException(
            "Envoy knows neither lookaround nor atomic groups", regex, at);
      }
      openGroups++;
      depth = Math.max(depth, openGroups);
      int named = matched(NAMED_GROUP);
      if (named > 0) {
        translated.append('(');
        at += named;
      } else {
        copy(1);
      }
    }

    private void repetition() {
      if (matched(REPETITION) > 0) {
        copy(1);
      } else {
        escaped();
      }
    }

    private int matched(Pattern pattern) {
      var matcher = pattern.matcher(regex).region(at, regex.length());
      return matcher.lookingAt() ? matcher.end() - at : 0;
    }

    private void escaped() {
      translated.append('\\');
      copy(1);
    }

    private void copy(int characters) {
      int end = Math.min(regex.length(), at + characters);
      translated.append(regex, at, end);
      at = end;
    }
  }
}
