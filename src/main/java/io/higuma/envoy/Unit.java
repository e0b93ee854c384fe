package io.higuma.envoy;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Part of the configuration of a proxy, made as one.
 *
 * @param resources of each type that there are some of, by name
 * @param names of the addresses of outbounds in it
 * @param secrets that it refers to, beside those of the mesh
 */
record Unit(
    Map<ResourceType, SortedMap<String, Resource>> resources,
    NameTable names,
    Set<OutsideSecret> secrets) {
  Unit {
    secrets = Set.copyOf(secrets);
    resources = Collections.unmodifiableMap(resources);
  }

  /** Of one that stands twice the last. */
  static Unit of(Collection<Resource> all, NameTable names) {
    return of(all, names, Set.of());
  }

  /** Of one that stands twice the last. */
  static Unit of(Collection<Resource> all, NameTable names, Set<OutsideSecret> secrets) {
    var byType = new EnumMap<ResourceType, SortedMap<String, Resource>>(ResourceType.class);
    for (Resource one : all) {
      byType.computeIfAbsent(one.type(), type -> new TreeMap<>()).put(one.name(), one);
    }
    byType.replaceAll((type, named) -> Collections.unmodifiableSortedMap(named));
    return new Unit(byType, names, secrets);
  }
}
