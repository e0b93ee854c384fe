package io.higuma.xds;

import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client has and wants of one type, in a stream of the state of the world. */
final class SotwSubscription {
  private static final String ALL = "*";

  private final ResourceType type;
  private final Turn turn;

  private boolean isOfAll;

  /** As the client said them last, and for looking one up. */
  private List<String> said = List.of();

  private Set<String> names = Set.of();

  /** Of a subscription to all: what was sent last, and what the client took last. */
  private @Nullable Resources sent;

  private Resources taken = Resources.NONE;

  /** Of names: the versions that were sent and not rejected, and what the last response had. */
  private final Map<String, String> versions = new HashMap<>();

  private List<String> last = List.of();

  /**
   * Of names: those of which all that the client wants has been sent, so only what differs counts.
   */
  private Resources settled = Resources.NONE;

  /** Of names: those all of which the client wants. */
  private Resources covered = Resources.NONE;

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

  /** The client's newest list: mostly, with each answer, the same once more. */
  void want(List<String> wanted) {
    if (!isOfAll && !wanted.isEmpty() && wanted.equals(said)) {
      return;
    }
    boolean isWholeType = type == ResourceType.CLUSTER || type == ResourceType.LISTENER;
    isOfAll = wanted.contains(ALL) || (wanted.isEmpty() && isWholeType);
    if (isOfAll) {
      return;
    }
    boolean isReordered = wanted.size() == names.size() && names.containsAll(wanted);
    said = List.copyOf(wanted);
    if (isReordered) {
      return;
    }
    names = new HashSet<>(said);
    versions.keySet().retainAll(names);
    settled = Resources.NONE;
    covered = Resources.NONE;
  }

  boolean isPending(Resources resources) {
    if (isOfAll) {
      return !resources.equals(sent);
    }
    for (Resource resource : resources.changedSince(settled)) {
      if (isNews(resource)) {
        return true;
      }
    }
    settled = resources;
    return false;
  }

  private boolean isNews(Resource resource) {
    return names.contains(resource.name())
        && !resource.version().equals(versions.get(resource.name()));
  }

  /** Of all that the client wants, though a response may have a part of it only. */
  String version(Resources resources) {
    if (isOfAll || isCovered(resources)) {
      return resources.version();
    }
    var wanted = new ArrayList<Resource>();
    for (Resource resource : resources.named().values()) {
      if (names.contains(resource.name())) {
        wanted.add(resource);
      }
    }
    return Resources.of(wanted).version();
  }

  private boolean isCovered(Resources resources) {
    for (Resource resource : resources.changedSince(covered)) {
      if (!names.contains(resource.name())) {
        return false;
      }
    }
    covered = resources;
    return true;
  }

  /** What to send; it counts as sent. */
  Collection<Resource> send(Resources resources) {
    if (isOfAll) {
      sent = resources;
      return resources.named().values();
    }
    var news = new ArrayList<Resource>();
    var newNames = new ArrayList<String>();
    for (Resource resource : resources.changedSince(settled)) {
      if (isNews(resource)) {
        news.add(resource);
        newNames.add(resource.name());
        versions.put(resource.name(), resource.version());
      }
    }
    last = newNames;
    settled = resources;
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
    if (!forgotten.isEmpty()) {
      forgotten.forEach(versions::remove);
      settled = Resources.NONE;
    }
  }

  /** Names of those that the client does not have in this version for certain. */
  List<String> changed(Resources resources) {
    return resources.changedSince(taken).stream().map(Resource::name).toList();
  }

  /** With those that the client took last and that are no more. */
  @SuppressWarnings("ReferenceEquality") // the same are seen at a glance
  Resources withFormer(Resources resources) {
    if (!isOfAll
        || resources == taken
        || resources.named().keySet().containsAll(taken.named().keySet())) {
      return resources;
    }
    return taken.with(resources.named().values());
  }
}
