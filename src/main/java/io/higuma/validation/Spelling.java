package io.higuma.validation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant who wrote a similar one. */
public final class Spelling {
  private static final int MAX_LENGTH = 150;
  private static final int SHORT_NAME = 4;

  private Spelling() {}

  /** The candidate with the fewest slips, if they are few enough to be slips: one or two. */
  public static Optional<String> nearest(String written, Collection<String> candidates) {
    if (written.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int allowed = written.length() > SHORT_NAME ? 2 : 1;
    String wanted = written.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - written.length()) <= allowed)
        .map(
            candidate -> new Guess(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
        .filter(guess -> guess.slips() <= allowed)
        .min(Comparator.comparingInt(Guess::slips).thenComparing(Guess::name))
        .map(Guess::name);
  }

  private record Guess(String name, int slips) {}

  /** How many characters to insert, remove, replace, or swap with the next. */
  private static int distance(String from, String to) {
    int[][] slips = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        slips[i][j] = i == 0 || j == 0 ? i + j : cheapest(slips, from, to, i, j);
      }
    }
    return slips[from.length()][to.length()];
  }

  private static int cheapest(int[][] slips, String from, String to, int i, int j) {
    int replaced = slips[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
    int cheapest = Math.min(replaced, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(cheapest, slips[i - 2][j - 2] + 1) : cheapest;
  }
}
