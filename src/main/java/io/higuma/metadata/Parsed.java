package io.higuma.metadata;

/** A text that was read: its value, or why it has none. */
public sealed interface Parsed<T> {
  /** The text meant this. */
  record Value<T>(T value) implements Parsed<T> {}

  /**
   * The text is not in the expected form.
   *
   * @param message what is wrong, with the text quoted, and what would be right
   */
  record Malformed<T>(String message) implements Parsed<T> {}
}
