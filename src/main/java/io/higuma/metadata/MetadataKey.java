package io.higuma.metadata;

/**
 * A label or annotation.
 *
 * @param name the whole key, prefix included
 * @param kind where it stands
 * @param format the form of its value
 * @param meaning one sentence for the reference documentation
 * @param deprecation what to use instead, as an order to the user: {@code use the label …}; empty
 *     when it is not deprecated
 */
public record MetadataKey<T>(
    String name, Kind kind, Format<T> format, String meaning, String deprecation) {
  /** Where a key stands in {@code metadata}. */
  public enum Kind {
    LABEL("labels"),
    ANNOTATION("annotations");

    private final String field;

    Kind(String field) {
      this.field = field;
    }

    /** The field of {@code metadata} that holds such keys. */
    public String field() {
      return field;
    }
  }

  static <T> MetadataKey<T> annotation(String name, Format<T> format, String meaning) {
    return new MetadataKey<>(name, Kind.ANNOTATION, format, meaning, "");
  }

  static <T> MetadataKey<T> label(String name, Format<T> format, String meaning) {
    return new MetadataKey<>(name, Kind.LABEL, format, meaning, "");
  }

  MetadataKey<T> deprecated(String advice) {
    return new MetadataKey<>(name, kind, format, meaning, advice);
  }
}
