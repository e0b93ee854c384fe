package io.higuma.resource;

import io.higuma.metadata.Labels;
import java.util.Optional;

/**
 * The name of an object, or of a part of one, among all meshes and zones: {@code
 * kri_msvc_trade_zone-1_shop_cart_http}. Statistics of proxies and other control planes know
 * objects by it. A part that does not apply is empty; only the section may have an underscore.
 *
 * @param shortName of the kind: {@code msvc}
 * @param section such as the name of a port; empty for the object as a whole
 */
public record Kri(
    String shortName, String mesh, String zone, String namespace, String name, String section) {
  private static final String PREFIX = "kri";
  private static final int PARTS = 7;

  /**
   * That of an object as a whole.
   *
   * @return empty for a kind without a short name
   */
  public static Optional<Kri> of(ResourceView object) {
    return object
        .kind()
        .shortName()
        .map(kind ->
            new Kri(
                kind,
                object.mesh(),
                object.label(Labels.ZONE.name()),
                object.label(Labels.NAMESPACE.name()),
                object.displayName(),
                ""));
  }

  /** Reads the text form; empty if it is none. */
  public static Optional<Kri> parse(String text) {
    String[] parts = text.split("_", PARTS);
    return parts.length == PARTS && parts[0].equals(PREFIX) && !parts[1].isEmpty()
        ? Optional.of(new Kri(parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]))
        : Optional.empty();
  }

  /** The same object, a part of it. */
  public Kri withSection(String part) {
    return new Kri(shortName, mesh, zone, namespace, name, part);
  }

  @Override
  public String toString() {
    return String.join("_", PREFIX, shortName, mesh, zone, namespace, name, section);
  }
}
