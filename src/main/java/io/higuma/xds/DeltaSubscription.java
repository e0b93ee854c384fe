package io.higuma.xds;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a client has and wants of one type, in a stream of changes. */
final class DeltaSubscription {
  private static final String ALL = "*";

  /** Well below what a gRPC client takes at once; what is left comes with the next response. */
  private static final int RESPONSE_BYTES = 2 << 20;

  /** The version of something that the client may have, but in none that we know. */
  private static final String UNKNOWN = "";

  private final ResourceType type;
  private final Turn turn;
  private final Set<String> names = new TreeSet<>();
  private final Map<String, String> versions = new HashMap<>();

  private boolean isOfAll;
  private boolean isUntold = true;
  private Change last = Change.NONE;

  /** Those that the client has all of, so only what differs has to be looked at. */
  private Resources settled = Resources.NONE;

  /** What to send. */
  record Change(List<Resource> added, List<String> removed) {
    private static final Change NONE = new Change(List.of(), List.of());

    boolean isEmpty() {
      return added.isEmpty() && removed.isEmpty();
    }
  }

  DeltaSubscription(ResourceType type, Turn turn) {
    this.type = type;
    this.turn = turn;
  }

  ResourceType type() {
    return type;
  }

  Turn turn() {
    return turn;
  }

  int size() {
    return Math.max(names.size(), versions.size());
  }

  /** The first request, which may say what the client has from a former stream. */
  void begin(DeltaDiscoveryRequest request) {
    versions.putAll(request.getInitialResourceVersionsMap());
    boolean isWholeType = type == ResourceType.CLUSTER || type == ResourceType.LISTENER;
    isOfAll = isWholeType && request.getResourceNamesSubscribeCount() == 0;
    for (String name : request.getResourceNamesSubscribeList()) {
      add(name);
    }
    if (!isOfAll) {
      versions.keySet().retainAll(names);
    }
  }

  /** A later request. Who subscribes to a name anew has not got it, whatever we have sent. */
  void change(DeltaDiscoveryRequest request) {
    if (request.getResourceNamesSubscribeCount() + request.getResourceNamesUnsubscribeCount() > 0) {
      settled = Resources.NONE;
    }
    for (String name : request.getResourceNamesSubscribeList()) {
      add(name);
      versions.remove(name);
    }
    for (String name : request.getResourceNamesUnsubscribeList()) {
      if (name.equals(ALL)) {
        isOfAll = false;
        versions.keySet().retainAll(names);
      }
      names.remove(name);
      if (!isOfAll) {
        versions.remove(name);
      }
    }
  }

  private void add(String name) {
    if (name.equals(ALL)) {
      isOfAll = true;
    } else {
      names.add(name);
    }
  }

  /** Whether the client waits for a first answer, even for an empty one. */
  boolean isUntold() {
    return isUntold && isOfAll;
  }

  /** What is new to the client, as much as one response takes. */
  List<Resource> added(Resources resources) {
    var added = new ArrayList<Resource>();
    long bytes = 0;
    for (Resource resource : resources.changedSince(settled)) {
      if (isNews(resource)) {
        bytes += resource.body().getValue().size();
        if (bytes > RESPONSE_BYTES && !added.isEmpty()) {
          return added;
        }
        added.add(resource);
      }
    }
    if (added.isEmpty()) {
      settled = resources;
    }
    return added;
  }

  private boolean isNews(Resource resource) {
    return (isOfAll || names.contains(resource.name()))
        && !resource.version().equals(versions.get(resource.name()));
  }

  /** What the client has and nobody should have any more, sorted. */
  List<String> removed(Resources resources) {
    var removed = new ArrayList<String>();
    for (String name : versions.keySet()) {
      if (!resources.named().containsKey(name)) {
        removed.add(name);
      }
    }
    removed.sort(null);
    return removed;
  }

  /** Counts as sent. */
  void send(Change change) {
    change.added().forEach(resource -> versions.put(resource.name(), resource.version()));
    change.removed().forEach(versions::remove);
    if (!change.removed().isEmpty()) {
      settled = Resources.NONE; // One that comes back as it was has to be sent again.
    }
    last = change;
    isUntold = false;
  }

  void accepted() {
    last = Change.NONE;
  }

  /** The client may have an older version of each, or what was to be removed. */
  void rejected() {
    isUntold = true;
    last.added().forEach(resource -> versions.put(resource.name(), UNKNOWN));
    last.removed().forEach(name -> versions.put(name, UNKNOWN));
    last = Change.NONE;
    settled = Resources.NONE;
  }

  void forget(Set<String> forgotten) {
    forgotten.forEach(name -> versions.computeIfPresent(name, (key, version) -> UNKNOWN));
    settled = Resources.NONE;
  }
}
