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
    var comparison = new Comparison(written.toLowerCase(Locale.ROOT), allowed);
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - written.length()) <= allowed)
        .map(
            candidate -> new Guess(candidate, comparison.slips(candidate.toLowerCase(Locale.ROOT))))
        .filter(guess -> guess.slips() <= allowed)
        .min(Comparator.comparingInt(Guess::slips).thenComparing(Guess::name))
        .map(Guess::name);
  }

  private record Guess(String name, int slips) {}

  /**
   * How many characters to insert, remove, replace, or swap with the next. Somebody may write very
   * many names, so it gives up early, and uses its memory again.
   */
  private static final class Comparison {
    private final String from;
    private final int allowed;
    private int[] row;
    private int[] last;
    private int[] beforeLast;

    Comparison(String from, int allowed) {
      this.from = from;
      this.allowed = allowed;
      int columns = from.length() + allowed + 1;
      row = new int[columns];
      last = new int[columns];
      beforeLast = new int[columns];
    }

    /** The number; of more than are allowed any such number. */
    int slips(String to) {
      int leastOfLast = 0;
      for (int i = 0; i <= from.length(); i++) {
        int least = fillRow(to, i);
        if (least > allowed && leastOfLast >= allowed) {
          return least;
        }
        leastOfLast = least;
        int[] free = beforeLast;
        beforeLast = last;
        last = row;
        row = free;
      }
      return last[to.length()];
    }

    private int fillRow(String to, int i) {
      int least = Integer.MAX_VALUE;
      for (int j = 0; j <= to.length(); j++) {
        row[j] = i == 0 || j == 0 ? i + j : cheapest(to, i, j);
        least = Math.min(least, row[j]);
      }
      return least;
    }

    private int cheapest(String to, int i, int j) {
      int replaced = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
      int cheapest = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
      boolean swapped =
          i > 1
              && j > 1
              && from.charAt(i - 1) == to.charAt(j - 2)
              && from.charAt(i - 2) == to.charAt(j - 1);
      return swapped ? Math.min(cheapest, beforeLast[j - 2] + 1) : cheapest;
    }
  }
}
