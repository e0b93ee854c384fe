package io.higuma.envoy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that one proxy is to have.
 *
 * @param resources of each type by name, sorted; a type of which there are none has an empty map
 * @param parts what it was put together from: as long as somebody holds it, it is not made again
 * @param participants the policies that took part in it, whether or not they show
 */
public record ProxyConfig(
    Map<ResourceType, SortedMap<String, Resource>> resources,
    List<Object> parts,
    List<Participant> participants) {
  public ProxyConfig(Map<ResourceType, SortedMap<String, Resource>> resources) {
    this(resources, List.of(), List.of());
  }

  public ProxyConfig {
    parts = List.copyOf(parts);
    participants = List.copyOf(participants);
    var copy = new EnumMap<ResourceType, SortedMap<String, Resource>>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      copy.put(type, resources.getOrDefault(type, Collections.emptySortedMap()));
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
    var byType = new EnumMap<ResourceType, NavigableMap<String, Resource>>(ResourceType.class);
    for (Resource one : all) {
      Resource other =
          byType.computeIfAbsent(one.type(), type -> new TreeMap<>()).put(one.name(), one);
      if (other != null) {
        throw new IllegalStateException("Two resources are " + one.type() + " " + one.name());
      }
    }
    var sealed = new EnumMap<ResourceType, SortedMap<String, Resource>>(ResourceType.class);
    byType.forEach((type, named) -> sealed.put(type, Collections.unmodifiableSortedMap(named)));
    return new ProxyConfig(sealed);
  }

  /** With more of them; one of the same type and name takes the place of its like. */
  public ProxyConfig with(List<Resource> more) {
    var all = new EnumMap<>(resources);
    for (Resource one : more) {
      var named = new TreeMap<>(all.get(one.type()));
      named.put(one.name(), one);
      all.put(one.type(), Collections.unmodifiableSortedMap(named));
    }
    return new ProxyConfig(all, parts, participants);
  }

  /**
   * Of parts that are sorted already; a type that only one part has stays that part's own map,
   * which many proxies may share.
   *
   * @param more single resources, few
   */
  static ProxyConfig of(List<Unit> parts, List<Resource> more) {
    var byType = new EnumMap<ResourceType, SortedMap<String, Resource>>(ResourceType.class);
    for (Unit part : parts) {
      part.resources()
          .forEach((type, named) ->
              byType.merge(
                  type,
                  named,
                  (one, other) -> {
                    var both = new TreeMap<>(one); // of what is sorted, in linear time
                    both.putAll(other);
                    return both;
                  }));
    }
    for (Resource one : more) {
      var with = new TreeMap<>(byType.getOrDefault(one.type(), Collections.emptySortedMap()));
      with.put(one.name(), one);
      byType.put(one.type(), with);
    }
    return new ProxyConfig(byType, List.copyOf(parts), List.of());
  }

  /** The same, made with these policies. */
  public ProxyConfig by(List<Participant> policies) {
    return new ProxyConfig(resources, parts, policies);
  }

  public SortedMap<String, Resource> of(ResourceType type) {
    return resources.getOrDefault(type, Collections.emptySortedMap());
  }
}
