package io.higuma.validation;

/**
 * Where a value stands in an object, in the notation of the Kubernetes API: {@code
 * spec.inbound[0].tags["kuma.io/service"]}.
 *
 * @param text the path as users see it; empty for the object itself
 */
public record FieldPath(String text) {
  public static final FieldPath ROOT = new FieldPath("");

  public static FieldPath of(String field) {
    return new FieldPath(field);
  }

  public FieldPath field(String name) {
    return new FieldPath(text.isEmpty() ? name : text + "." + name);
  }

  public FieldPath index(int position) {
    return new FieldPath(text + "[" + position + "]");
  }

  /**
   * A key of a map: {@code metadata.labels} and {@code a/b} give {@code metadata.labels["a/b"]}.
   */
  public FieldPath key(String key) {
    return new FieldPath(text + "[\"" + key + "\"]");
  }

  @Override
  public String toString() {
    return text;
  }
}
