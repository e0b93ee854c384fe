package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is known of the cluster around a pod, and what is not. */
public final class KnownObjects {
  private final List<ApiObject> objects;
  private final Map<Topic, Gap> gaps = new EnumMap<>(Topic.class);

  public KnownObjects(List<ObjectNode> objects, List<Gap> gaps) {
    this.objects = objects.stream().map(ApiObject::new).toList();
    gaps.forEach(gap -> this.gaps.putIfAbsent(gap.topic(), gap));
  }

  /** Whether an object that is not here is not in the cluster either. */
  boolean knows(Topic topic) {
    return !gaps.containsKey(topic);
  }

  List<Gap> gaps() {
    return List.copyOf(gaps.values());
  }

  List<ObjectNode> json() {
    return objects.stream().map(ApiObject::json).toList();
  }

  /** All of a kind, in every namespace. */
  Stream<ApiObject> all(String group, String kind) {
    return objects.stream()
        .filter(object -> object.kind().equals(kind) && object.group().equals(group));
  }

  /**
   * The object of that name.
   *
   * @param namespace empty for a kind of the whole cluster
   */
  Optional<ApiObject> find(String group, String kind, String namespace, String name) {
    return all(group, kind)
        .filter(object -> object.name().equals(name))
        .filter(object -> namespace.isEmpty() || object.namespace().equals(namespace))
        .findFirst();
  }

  /** Those that made the object and make its successors, the nearest first; only known ones. */
  List<ApiObject> owners(ApiObject object) {
    var owners = new ArrayList<ApiObject>();
    Optional<ApiObject> owner = owner(object);
    while (owner.isPresent() && !owners.contains(owner.get())) {
      owners.add(owner.get());
      owner = owner(owner.get());
    }
    return owners;
  }

  private Optional<ApiObject> owner(ApiObject object) {
    return object
        .controller()
        .flatMap(owner -> find(owner.group(), owner.kind(), object.namespace(), owner.name()));
  }

  /** The objects of a kind that this one made, directly. */
  Stream<ApiObject> ownedBy(ApiObject owner, String group, String kind) {
    return all(group, kind)
        .filter(object -> object.namespace().equals(owner.namespace()))
        .filter(object ->
            object
                .controller()
                .filter(found -> found.kind().equals(owner.kind()))
                .filter(found -> found.name().equals(owner.name()))
                .isPresent());
  }
}
