package io.higuma.targetref;

import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the policies of one kind that select a listener say about what comes in there.
 *
 * @param matched rules for some of the clients, in the order in which they are tried
 * @param others what is said about all clients
 */
public record InboundRules(List<InboundRule> matched, Merged others) {
  /** Nobody says anything. */
  public static final InboundRules NONE = new InboundRules(List.of(), Merged.NONE);

  /** Kinds whose {@code from} can only be for the mesh, and means the same as a rule for all. */
  private static final Set<ResourceKind> FROM_IS_FOR_ALL =
      EnumSet.of(
          ResourceKind.MESH_ACCESS_LOG,
          ResourceKind.MESH_CIRCUIT_BREAKER,
          ResourceKind.MESH_RATE_LIMIT,
          ResourceKind.MESH_TIMEOUT,
          ResourceKind.MESH_TLS);

  /** What is said about some of the clients. */
  public record InboundRule(Match match, Merged merged) {}

  public InboundRules {
    matched = List.copyOf(matched);
  }

  static InboundRules of(List<Policy> policies, Merging merging) {
    var byMatch = new LinkedHashMap<Match, List<Item>>();
    for (Policy policy : policies) {
      for (Item item : items(policy)) {
        List<Match> matches = item.matches().isEmpty() ? List.of(Match.ANY) : item.matches();
        matches.forEach(
            match -> byMatch.computeIfAbsent(match, none -> new ArrayList<>()).add(item));
      }
    }
    List<Item> others = byMatch.getOrDefault(Match.ANY, List.of());
    byMatch.remove(Match.ANY);
    return byMatch.isEmpty() && others.isEmpty()
        ? NONE
        : new InboundRules(sorted(byMatch, merging), merging.of(List.copyOf(others)));
  }

  private static List<InboundRule> sorted(Map<Match, List<Item>> byMatch, Merging merging) {
    return byMatch.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey, Match.MORE_SPECIFIC_FIRST))
        .map(entry -> new InboundRule(entry.getKey(), merging.of(List.copyOf(entry.getValue()))))
        .toList();
  }

  private static List<Item> items(Policy policy) {
    if (!policy.rules().isEmpty()) {
      return policy.rules();
    }
    return FROM_IS_FOR_ALL.contains(policy.kind()) ? policy.from() : List.of();
  }

  public boolean isEmpty() {
    return matched.isEmpty() && others.isEmpty();
  }
}
