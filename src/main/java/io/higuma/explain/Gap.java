package io.higuma.explain;

/**
 * Something that could not be read.
 *
 * @param why a sentence without a full stop
 */
public record Gap(Topic topic, String why) {
  /** What is therefore unknown, and why. */
  public String sentence() {
    return "%s (%s)".formatted(topic.consequence(), why);
  }
}
