package io.higuma.envoy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Part of the configuration of a proxy, made as one.
 *
 * @param resources of each type that there are some of
 * @param names of the addresses of outbounds in it
 * @param secrets that it refers to, beside those of the mesh
 */
record Unit(Map<ResourceType, Resources> resources, NameTable names, Set<OutsideSecret> secrets) {
  Unit {
    secrets = Set.copyOf(secrets);
    resources = Collections.unmodifiableMap(resources);
  }

  /** Of one that stands twice the last. */
  static Unit of(Collection<Resource> all, NameTable names) {
    return of(all, names, Set.of(), Resources::of);
  }

  /**
   * The same.
   *
   * @param made gives what there is of these already
   */
  static Unit of(
      Collection<Resource> all,
      NameTable names,
      Set<OutsideSecret> secrets,
      Function<List<Resource>, Resources> made) {
    var byType = new EnumMap<ResourceType, List<Resource>>(ResourceType.class);
    for (Resource one : all) {
      byType.computeIfAbsent(one.type(), type -> new ArrayList<>()).add(one);
    }
    var resources = new EnumMap<ResourceType, Resources>(ResourceType.class);
    byType.forEach((type, ofType) -> resources.put(type, made.apply(ofType)));
    return new Unit(resources, names, secrets);
  }
}
