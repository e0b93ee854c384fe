package io.higuma.leader;

/** Whether this replica is the one that reconciles, at this very moment. */
@FunctionalInterface
public interface Leadership {
  /** Of a process that nobody shares the work with. */
  Leadership ALONE = () -> true;

  /**
   * Cheap: to be asked before each piece of work. It turns false by the clock alone, so also in a
   * process that stood still or is cut off.
   */
  boolean holds();
}
