package io.higuma.check;

import java.util.function.Function;

/** Something that was read, or why it could not be. */
public sealed interface Known<T> {
  record Value<T>(T value) implements Known<T> {}

  /**
   * It is not told.
   *
   * @param why mostly the API server's word on a right that is missing
   */
  record Denied<T>(String why) implements Known<T> {}

  default <R> Known<R> map(Function<T, R> function) {
    return switch (this) {
      case Value<T>(var value) -> new Value<>(function.apply(value));
      case Denied<T>(var why) -> new Denied<>(why);
    };
  }

  /** The value, or something else where it is not known. */
  default T or(T other) {
    return switch (this) {
      case Value<T>(var value) -> value;
      case Denied<T> ignored -> other;
    };
  }
}
