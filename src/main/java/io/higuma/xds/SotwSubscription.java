package io.higuma.xds;

import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a client has and wants of one type, in a stream of the state of the world. */
final class SotwSubscription {
  private static final String ALL = "*";

  private final ResourceType type;
  private final Turn turn;

  private boolean isOfAll;
  private Set<String> names = Set.of();

  /** Of a subscription to all: what was sent last, and what the client took last. */
  private @Nullable SortedMap<String, Resource> sent;

  private SortedMap<String, Resource> taken = Collections.emptySortedMap();

  /** Of names: the versions that were sent and not rejected, and what the last response had. */
  private final Map<String, String> versions = new HashMap<>();

  private List<String> last = List.of();

  SotwSubscription(ResourceType type, Turn turn) {
    this.type = type;
    this.turn = turn;
  }

  ResourceType type() {
    return type;
  }

  Turn turn() {
    return turn;
  }

  /** The client's newest list. */
  void want(List<String> wanted) {
    boolean isWholeType = type == ResourceType.CLUSTER || type == ResourceType.LISTENER;
    isOfAll = wanted.contains(ALL) || (wanted.isEmpty() && isWholeType);
    if (isOfAll) {
      return;
    }
    if (wanted.size() == names.size() && names.containsAll(wanted)) {
      return;
    }
    names = new TreeSet<>(wanted);
    versions.keySet().retainAll(names);
  }

  boolean isPending(SortedMap<String, Resource> resources) {
    if (isOfAll) {
      return sent == null || !Versions.same(sent, resources);
    }
    for (String name : names) {
      if (isNews(resources.get(name))) {
        return true;
      }
    }
    return false;
  }

  private boolean isNews(@Nullable Resource resource) {
    return resource != null && !resource.version().equals(versions.get(resource.name()));
  }

  /** Of all that the client wants, though a response may have a part of it only. */
  String version(SortedMap<String, Resource> resources) {
    if (isOfAll) {
      return Versions.of(resources.values());
    }
    var wanted = new ArrayList<Resource>();
    for (String name : names) {
      Resource resource = resources.get(name);
      if (resource != null) {
        wanted.add(resource);
      }
    }
    return Versions.of(wanted);
  }

  /** What to send; it counts as sent. */
  List<Resource> send(SortedMap<String, Resource> resources) {
    if (isOfAll) {
      sent = resources;
      return List.copyOf(resources.values());
    }
    var news = new ArrayList<Resource>();
    var newNames = new ArrayList<String>();
    for (String name : names) {
      Resource resource = resources.get(name);
      if (resource != null && isNews(resource)) {
        news.add(resource);
        newNames.add(resource.name());
        versions.put(resource.name(), resource.version());
      }
    }
    last = newNames;
    return news;
  }

  void accepted() {
    if (sent != null) {
      taken = sent;
    }
    last = List.of();
  }

  /** Nothing of the last response is there; it may be that some is, but who knows. */
  void rejected() {
    sent = null;
    forget(last);
    last = List.of();
  }

  void forget(List<String> forgotten) {
    forgotten.forEach(versions::remove);
  }

  /** Names of those that the client does not have in this version for certain. */
  List<String> changed(SortedMap<String, Resource> resources) {
    var changed = new ArrayList<String>();
    for (Resource resource : resources.values()) {
      Resource former = taken.get(resource.name());
      if (former == null || !former.version().equals(resource.version())) {
        changed.add(resource.name());
      }
    }
    return changed;
  }

  /** With those that the client took last and that are no more. */
  SortedMap<String, Resource> withFormer(SortedMap<String, Resource> resources) {
    if (!isOfAll || resources.keySet().containsAll(taken.keySet())) {
      return resources;
    }
    var all = new TreeMap<>(taken);
    all.putAll(resources);
    return Collections.unmodifiableSortedMap(all);
  }
}
