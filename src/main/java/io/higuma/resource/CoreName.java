package io.higuma.resource;

/**
 * The name of a namespaced object where the mesh knows no namespaces: {@code web.shop}.
 *
 * @param name may have dots
 * @param namespace has none; empty for a name without a dot
 */
public record CoreName(String name, String namespace) {
  /** Splits at the last dot. */
  public static CoreName parse(String text) {
    int dot = text.lastIndexOf('.');
    return dot < 0
        ? new CoreName(text, "")
        : new CoreName(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : name + "." + namespace;
  }
}
