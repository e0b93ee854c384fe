package io.higuma.targetref;

import io.higuma.targetref.TagRule.Tag;
import io.higuma.targetref.TagRule.Tag.Sign;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the policies of one kind that select a listener say about its clients, told apart by their
 * tags. Items for different sets of clients overlap, so the clients are divided: for each group of
 * items that all have clients in common, each combination of their tags, wanted or not, is a set of
 * clients that the same items are about.
 *
 * <p>A client can be in several rules, of different groups. The one for it is that of the most
 * items: these are all that are about it. {@link #before} gives what takes clients from a rule.
 */
public final class TagRules {
  /** Nobody says anything. */
  public static final TagRules NONE = new TagRules(List.of(), List.of());

  /** More combinations, of all groups together, than anybody wants; a group has two at least. */
  private static final int MOST_CELLS = 2048;

  private static final Comparator<TagRule> MORE_WANTED_FIRST =
      Comparator.comparingLong(TagRule::wanted).reversed();

  private static final Comparator<TagRule> MORE_ITEMS_FIRST =
      Comparator.<TagRule>comparingInt(rule -> rule.merged().origins().size()).reversed();

  private final List<TagRule> rules;
  private final List<TagRule> inOrderOfTrial;

  /** Whether rules may speak of tags that a client does not have. */
  public enum Negations {
    ALLOWED,
    LEFT_OUT
  }

  private TagRules(List<TagRule> rules, List<TagRule> inOrderOfTrial) {
    this.rules = List.copyOf(rules);
    this.inOrderOfTrial = List.copyOf(inOrderOfTrial);
  }

  private static TagRules divided(List<TagRule> rules) {
    return new TagRules(
        rules.stream().sorted(MORE_WANTED_FIRST).toList(),
        rules.stream().sorted(MORE_ITEMS_FIRST).toList());
  }

  static TagRules of(List<Policy> policies, Negations negations, Merging merging) {
    List<Item> items =
        policies.stream()
            .filter(policy -> policy.rules().isEmpty())
            .flatMap(policy -> policy.from().stream())
            .filter(item -> OutboundRules.isOfTags(item.target()))
            .toList();
    return items.isEmpty() ? NONE : new Division(items, merging).rules(negations);
  }

  /** Those about more tags first. */
  public List<TagRule> rules() {
    return rules;
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The rule for a client with these tags. */
  public Optional<TagRule> of(Map<String, String> client) {
    return inOrderOfTrial.stream().filter(rule -> rule.contains(client)).findFirst();
  }

  /** The rules that have clients in common with this one and count for them instead of it. */
  public List<TagRule> before(TagRule rule) {
    return inOrderOfTrial.stream()
        .takeWhile(each -> !each.equals(rule))
        .filter(each -> each.intersects(rule))
        .toList();
  }

  /** Of one list of items. */
  private record Division(List<Item> items, List<Map<String, String>> sets, Merging merging) {
    Division(List<Item> items, Merging merging) {
      this(items, items.stream().map(item -> OutboundRules.tags(item.target())).toList(), merging);
    }

    TagRules rules(Negations negations) {
      List<Map<String, String>> distinct = List.copyOf(new LinkedHashSet<>(sets));
      long keys = distinct.stream().flatMap(set -> set.keySet().stream()).distinct().count();
      if (negations == Negations.LEFT_OUT && keys <= 1) {
        return divided(wholeSets(distinct));
      }
      Optional<List<List<Map<String, String>>>> groups =
          Cliques.of(distinct, MOST_CELLS).map(found -> groups(found, distinct));
      if (groups.isEmpty() || isTooMany(groups.get())) {
        return lastFirst();
      }
      var cells = new LinkedHashSet<List<Tag>>();
      for (List<Map<String, String>> group : inOrder(groups.get())) {
        addCells(List.copyOf(tags(group)), negations, cells);
      }
      return divided(relevant(cells));
    }

    private static List<List<Map<String, String>>> groups(
        List<BitSet> cliques, List<Map<String, String>> distinct) {
      return cliques.stream()
          .map(clique -> clique.stream().mapToObj(distinct::get).toList())
          .toList();
    }

    private static boolean isTooMany(List<List<Map<String, String>>> groups) {
      long cells = 0;
      for (List<Map<String, String>> group : groups) {
        int tags = tags(group).size();
        cells += 1L << Math.min(tags, Integer.SIZE);
        if (cells > MOST_CELLS) {
          return true;
        }
      }
      return false;
    }

    /**
     * In an order that shows in configurations, so it is Kuma's: by items, as text, the last first.
     */
    private List<List<Map<String, String>>> inOrder(List<List<Map<String, String>>> groups) {
      return groups.stream().sorted(Comparator.comparing(this::positions).reversed()).toList();
    }

    private String positions(List<Map<String, String>> clique) {
      return IntStream.range(0, sets.size())
          .filter(i -> clique.contains(sets.get(i)))
          .mapToObj(Integer::toString)
          .collect(Collectors.joining());
    }

    private List<TagRule> wholeSets(List<Map<String, String>> distinct) {
      return relevant(distinct.stream().map(set -> List.copyOf(tags(List.of(set)))).toList());
    }

    /**
     * Without dividing: what an item says, and those before it that are about all of its clients.
     * The last item wins, so it comes first.
     */
    private TagRules lastFirst() {
      List<List<Tag>> cells =
          sets.reversed().stream().map(set -> List.copyOf(tags(List.of(set)))).toList();
      List<TagRule> lastFirst = relevant(new LinkedHashSet<>(cells));
      return new TagRules(lastFirst, lastFirst);
    }

    private static Set<Tag> tags(List<Map<String, String>> sets) {
      var tags = new TreeSet<>(Comparator.comparing(Tag::key).thenComparing(Tag::value));
      for (Map<String, String> set : sets) {
        set.forEach((key, value) -> tags.add(new Tag(key, value, Sign.HAS)));
      }
      return tags;
    }

    /** Counts up in binary, the first tag turning fastest; all wanted comes last. */
    private static void addCells(List<Tag> tags, Negations negations, Set<List<Tag>> cells) {
      int last = 1 << tags.size();
      for (int combination = 1; combination <= last; combination++) {
        List<Tag> cell = cell(tags, combination % last);
        boolean isLeftOut =
            negations == Negations.LEFT_OUT && !cell.stream().allMatch(Tag::isWanted);
        if (!isImpossible(cell) && !isLeftOut) {
          cells.add(simplified(cell));
        }
      }
    }

    private static List<Tag> cell(List<Tag> tags, int combination) {
      var cell = new ArrayList<Tag>();
      for (int i = 0; i < tags.size(); i++) {
        Tag tag = tags.get(i);
        Sign sign = (combination & 1 << i) == 0 ? Sign.HAS : Sign.HAS_NOT;
        cell.add(new Tag(tag.key(), tag.value(), sign));
      }
      return cell;
    }

    /** A tag has one value. */
    private static boolean isImpossible(List<Tag> cell) {
      var keys = new HashSet<String>();
      return cell.stream().filter(Tag::isWanted).anyMatch(tag -> !keys.add(tag.key()));
    }

    /** What has one value does not have the others. */
    private static List<Tag> simplified(List<Tag> cell) {
      var wanted = new HashSet<String>();
      cell.stream().filter(Tag::isWanted).forEach(tag -> wanted.add(tag.key()));
      return cell.stream().filter(tag -> tag.isWanted() || !wanted.contains(tag.key())).toList();
    }

    private List<TagRule> relevant(Iterable<List<Tag>> cells) {
      var found = new ArrayList<TagRule>();
      for (List<Tag> cell : cells) {
        var about = new ArrayList<Item>();
        for (int i = 0; i < items.size(); i++) {
          if (isWithin(cell, sets.get(i))) {
            about.add(items.get(i));
          }
        }
        if (!about.isEmpty()) {
          found.add(new TagRule(cell, merging.of(List.copyOf(about))));
        }
      }
      return found;
    }

    private static boolean isWithin(List<Tag> cell, Map<String, String> set) {
      return set.entrySet().stream()
          .allMatch(entry -> cell.contains(new Tag(entry.getKey(), entry.getValue(), Sign.HAS)));
    }
  }
}
