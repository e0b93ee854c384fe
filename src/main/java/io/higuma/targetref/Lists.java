package io.higuma.targetref;

import java.util.ArrayList;
import java.util.List;

/** Lists that do not change. */
final class Lists {
  private Lists() {}

  static <T> List<T> joined(List<T> first, List<T> second) {
    var all = new ArrayList<T>(first.size() + second.size());
    all.addAll(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
