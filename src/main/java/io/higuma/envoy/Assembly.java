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
   * @param more single resources, few
   * @param held is not made again as long as somebody holds the result
   */
  ProxyConfig of(Unit shared, Unit own, List<Resource> more, Object held) {
    var all = new EnumMap<ResourceType, Resources>(ResourceType.class);
    all.putAll(shared.resources());
    own.resources().forEach((type, resources) -> add(all, type, resources));
    Unit.of(more, NameTable.EMPTY)
        .resources()
        .forEach((type, resources) -> add(all, type, resources));
    return new ProxyConfig(all, List.of(shared, own, held));
  }

  private void add(Map<ResourceType, Resources> all, ResourceType type, Resources more) {
    all.merge(type, more, (one, other) -> merged.of(new Key(one, other)));
  }
}
