package io.higuma.targetref;

import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Merges items, the same items once, so that proxies that have them in common share the result. */
final class Merging {
  private final Map<List<Item>, Merged> known = new ConcurrentHashMap<>();

  /** Of items of one kind of policy, the strongest last. */
  Merged of(List<Item> items) {
    if (items.isEmpty()) {
      return Merged.NONE;
    }
    Merged found = known.get(items);
    return found == null ? known.computeIfAbsent(items, Merging::merged) : found;
  }

  private static Merged merged(List<Item> items) {
    ResourceKind kind = items.getFirst().policy().kind();
    return new Merged(ConfMerge.of(kind, items.stream().map(Item::conf).toList()), items);
  }
}
