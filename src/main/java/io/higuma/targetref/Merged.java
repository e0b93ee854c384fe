package io.higuma.targetref;

import java.util.List;

/**
 * What some items say together.
 *
 * @param origins the items, the strongest last
 */
public record Merged(Conf conf, List<Item> origins) {
  /** No item says anything. */
  public static final Merged NONE = new Merged(Conf.EMPTY, List.of());

  public Merged {
    origins = List.copyOf(origins);
  }

  public boolean isEmpty() {
    return origins.isEmpty();
  }
}
