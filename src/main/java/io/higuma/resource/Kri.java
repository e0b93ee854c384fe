package io.higuma.resource;

/**
 * The name of a resource across meshes and zones: {@code kri_msvc_default_east_shop_backend_http}.
 *
 * @param shortName of the kind, for example {@code msvc}
 * @param zone empty if it belongs to none
 * @param namespace empty if it has none
 * @param name the display name
 * @param section a part of it, such as a port; empty for all of it
 */
public record Kri(
    String shortName, String mesh, String zone, String namespace, String name, String section) {
  public Kri withSection(String part) {
    return new Kri(shortName, mesh, zone, namespace, name, part);
  }

  @Override
  public String toString() {
    return "kri_%s_%s_%s_%s_%s_%s".formatted(shortName, mesh, zone, namespace, name, section);
  }
}
