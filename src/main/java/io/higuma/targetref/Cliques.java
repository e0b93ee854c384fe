package io.higuma.targetref;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups of tag sets of which each two can have a client in common, as large as can be.
 *
 * @see <a href="https://doi.org/10.1145/362342.362367">Bron and Kerbosch, Algorithm 457</a>
 */
final class Cliques {
  /** Dead ends are tried, too. */
  private static final int STEPS_PER_GROUP = 8;

  private final List<BitSet> neighbours;
  private final int most;
  private final List<BitSet> found = new ArrayList<>();

  private int steps;

  private Cliques(List<BitSet> neighbours, int most) {
    this.neighbours = neighbours;
    this.most = most;
  }

  /**
   * Finds them.
   *
   * @param sets each once
   * @param most so many groups are looked for, so that no list takes long
   * @return positions in the list, sorted; each position is in one group at least; empty if there
   *     are more groups, or more sets, than that
   */
  static Optional<List<BitSet>> of(List<Map<String, String>> sets, int most) {
    if (sets.size() > most) {
      return Optional.empty();
    }
    var neighbours = new ArrayList<BitSet>();
    for (int i = 0; i < sets.size(); i++) {
      var common = new BitSet();
      for (int j = 0; j < sets.size(); j++) {
        if (i != j && intersect(sets.get(i), sets.get(j))) {
          common.set(j);
        }
      }
      neighbours.add(common);
    }
    var search = new Cliques(neighbours, most);
    var all = new BitSet();
    all.set(0, sets.size());
    search.extend(new BitSet(), all, new BitSet());
    if (search.isTooLong()) {
      return Optional.empty();
    }
    search.found.sort(
        Comparator.comparing(clique -> clique.stream().boxed().toList(), Cliques::compare));
    return Optional.of(List.copyOf(search.found));
  }

  private boolean isTooLong() {
    return found.size() > most || steps > most * STEPS_PER_GROUP;
  }

  private void extend(BitSet clique, BitSet candidates, BitSet done) {
    steps++;
    if (isTooLong()) {
      return;
    }
    if (candidates.isEmpty() && done.isEmpty()) {
      found.add(clique);
      return;
    }
    BitSet open = (BitSet) candidates.clone();
    open.andNot(neighbours.get(pivot(candidates, done)));
    for (int next = open.nextSetBit(0); next >= 0; next = open.nextSetBit(next + 1)) {
      BitSet larger = (BitSet) clique.clone();
      larger.set(next);
      extend(larger, both(candidates, neighbours.get(next)), both(done, neighbours.get(next)));
      candidates.clear(next);
      done.set(next);
    }
  }

  /** One with as many neighbours as possible among the candidates: less is left to try. */
  private int pivot(BitSet candidates, BitSet done) {
    BitSet either = (BitSet) candidates.clone();
    either.or(done);
    return either.stream()
        .boxed()
        .max(Comparator.comparingInt(each -> both(candidates, neighbours.get(each)).cardinality()))
        .orElseThrow();
  }

  private static BitSet both(BitSet one, BitSet other) {
    BitSet both = (BitSet) one.clone();
    both.and(other);
    return both;
  }

  private static boolean intersect(Map<String, String> one, Map<String, String> other) {
    return one.entrySet().stream()
        .allMatch(
            entry -> other.getOrDefault(entry.getKey(), entry.getValue()).equals(entry.getValue()));
  }

  private static int compare(List<Integer> one, List<Integer> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int difference = one.get(i).compareTo(other.get(i));
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(one.size(), other.size());
  }
}
