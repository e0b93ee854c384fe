package io.higuma.envoy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;

/**
 * What was made, by all that it was made from. A value is kept as long as somebody else holds it,
 * so that nothing has to be thrown out: what no proxy has any more goes by itself.
 */
final class Memo<K, V> {
  private final Cache<K, V> made = Caffeine.newBuilder().weakValues().build();
  private final Function<K, V> maker;

  /**
   * An empty one.
   *
   * @param maker pure; may ask other memos
   */
  Memo(Function<K, V> maker) {
    this.maker = maker;
  }

  /** An empty one, to whose every question it is told how to make the answer. */
  Memo() {
    this(key -> {
      throw new IllegalStateException("nobody said how to make it");
    });
  }

  /** The same value for equal keys, whichever thread asks. */
  V of(K key) {
    return of(key, maker);
  }

  /** The same, for a key from which the value can't be made alone. */
  V of(K key, Function<? super K, ? extends V> how) {
    V known = made.getIfPresent(key);
    if (known != null) {
      return known;
    }
    V value = how.apply(key);
    V other = made.asMap().putIfAbsent(key, value);
    return other == null ? value : other;
  }

  /** How many there are, roughly. */
  long size() {
    made.cleanUp();
    return made.estimatedSize();
  }
}
