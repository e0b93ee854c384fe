package io.higuma.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Chance that can be had again: the same seed gives the same choices on every machine. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    // Seeds that follow on each other begin alike; this sets them apart.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** Between the two, both included. */
  int number(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** All of them in another order. */
  <T> List<T> shuffled(List<T> choices) {
    var shuffled = new ArrayList<>(choices);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
