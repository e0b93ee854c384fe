package io.higuma.cluster;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * What objects of a cache were converted to: each is converted once, and again when the cache has
 * another object in its place. For several threads.
 *
 * @param <T> of which a cache never changes an object, but replaces it
 */
final class Converted<T, R> {
  private final Function<T, R> conversion;
  private IdentityHashMap<T, R> known = new IdentityHashMap<>();

  Converted(Function<T, R> conversion) {
    this.conversion = conversion;
  }

  /** The same for each of these, in their order; what belongs to others is forgotten. */
  synchronized List<R> of(List<T> objects) {
    var now = new IdentityHashMap<T, R>(objects.size());
    List<R> converted =
        objects.stream()
            .map(object -> {
              R before = known.get(object);
              R result = before == null ? conversion.apply(object) : before;
              now.put(object, result);
              return result;
            })
            .toList();
    known = now;
    return converted;
  }
}
