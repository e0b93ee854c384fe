package io.higuma.certs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** What data planes are called in their certificates. */
public final class WorkloadNames {
  private static final String SERVICE = "kuma.io/service";

  private WorkloadNames() {}

  /**
   * The services first, as SPIFFE names them; then every tag.
   *
   * @param tags of all inbounds, with all their values
   */
  public static List<String> ofTags(String mesh, SortedMap<String, SortedSet<String>> tags) {
    var names = new ArrayList<String>();
    tags.getOrDefault(SERVICE, Collections.emptySortedSet())
        .forEach(service -> names.add("spiffe://%s/%s".formatted(mesh, service)));
    tags.forEach(
        (tag, values) -> values.forEach(value -> names.add("kuma://%s/%s".formatted(tag, value))));
    return List.copyOf(names);
  }
}
