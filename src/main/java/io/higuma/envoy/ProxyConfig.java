package io.higuma.envoy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * All that one proxy is to have.
 *
 * @param resources of each type; of one of which there are none {@link Resources#NONE}
 * @param parts what it was put together from: as long as somebody holds it, it is not made again
 * @param participants the policies that took part in it, whether or not they show
 */
public record ProxyConfig(
    Map<ResourceType, Resources> resources, List<Object> parts, List<Participant> participants) {
  public ProxyConfig {
    parts = List.copyOf(parts);
    participants = List.copyOf(participants);
    var copy = new EnumMap<ResourceType, Resources>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      copy.put(type, resources.getOrDefault(type, Resources.NONE));
    }
    resources = Collections.unmodifiableMap(copy);
  }

  /**
   * Sorts them.
   *
   * @throws IllegalStateException if two of one type have the same name, which is a bug of whoever
   *     made them
   */
  public static ProxyConfig of(List<Resource> all) {
    var names = new HashSet<String>();
    for (Resource one : all) {
      if (!names.add(one.type() + " " + one.name())) {
        throw new IllegalStateException("Two resources are " + one.type() + " " + one.name());
      }
    }
    return new ProxyConfig(Unit.of(all, NameTable.EMPTY).resources(), List.of(), List.of());
  }

  /** With more of them; one of the same type and name takes the place of its like. */
  public ProxyConfig with(List<Resource> more) {
    var all = new EnumMap<ResourceType, Resources>(ResourceType.class);
    all.putAll(resources);
    Unit.of(more, NameTable.EMPTY)
        .resources()
        .forEach((type, added) -> all.merge(type, added, ProxyConfig::both));
    return new ProxyConfig(all, parts, participants);
  }

  private static Resources both(Resources one, Resources other) {
    return one.with(other.named().values());
  }

  /** The same, made with these policies. */
  public ProxyConfig by(List<Participant> policies) {
    return new ProxyConfig(resources, parts, policies);
  }

  /** Those of one type by name, sorted. */
  public SortedMap<String, Resource> of(ResourceType type) {
    return all(type).named();
  }

  /** Those of one type. */
  public Resources all(ResourceType type) {
    return resources.getOrDefault(type, Resources.NONE);
  }
}
