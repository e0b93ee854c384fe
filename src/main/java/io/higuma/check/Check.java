package io.higuma.check;

import java.util.List;

/** Looks at one thing, of which all is known that can be. */
@FunctionalInterface
interface Check {
  /** One at least; always in the same order. */
  List<Finding> findings();
}
