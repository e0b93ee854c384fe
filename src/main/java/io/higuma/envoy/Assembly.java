package io.higuma.envoy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Puts configurations together from parts. Of a type of which no part has changed the result is the
 * same object as before, so that a change costs no proxy what it does not concern.
 */
final class Assembly {
  private final Memo<Key, Resources> merged = new Memo<>(Key::merge);

  /** Parts of one type. */
  private record Key(Resources one, Resources other) {
    Resources merge() {
      return one.with(other.named().values());
    }
  }

  /**
   * A type that only one part has stays that part's own, which many proxies may share.
   *
   * @param reading is not made again as long as somebody holds the result
   * @param more single resources, few
   */
  ProxyConfig of(Unit shared, Reading reading, List<Resource> more) {
    var all = new EnumMap<ResourceType, Resources>(ResourceType.class);
    all.putAll(shared.resources());
    reading.own().resources().forEach((type, resources) -> add(all, type, resources));
    Unit.of(more, NameTable.EMPTY)
        .resources()
        .forEach((type, resources) -> add(all, type, resources));
    return new ProxyConfig(all, List.of(shared, reading), reading.participants());
  }

  private void add(Map<ResourceType, Resources> all, ResourceType type, Resources more) {
    all.merge(type, more, (one, other) -> merged.of(new Key(one, other)));
  }
}
