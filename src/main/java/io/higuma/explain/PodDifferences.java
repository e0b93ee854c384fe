package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.InjectedPods;
import io.higuma.metadata.Annotations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where two pods differ, in places that a user knows: {@code kuma-sidecar image}, {@code
 * kuma-sidecar env KUMA_DATAPLANE_MESH}, {@code annotation kuma.io/sidecar-uid}. Values of
 * variables are never told, as they may be secret.
 */
final class PodDifferences {
  private static final int LONGEST = 120;
  private static final String ABSENT = "";

  /** What they sum up is told itself. */
  private static final Set<String> SUMS =
      Set.of(
          "annotation " + Annotations.INJECTION_HASH.name(),
          "annotation " + Annotations.INJECTION_INPUTS.name());

  private final List<PlaceDifference> found = new ArrayList<>();

  /**
   * One place; a value is empty where it is not there or must not be told.
   *
   * @param place unique in one comparison
   */
  record PlaceDifference(String place, String first, String second) {}

  private PodDifferences() {}

  /** Between two whole pods. */
  static List<PlaceDifference> between(ObjectNode first, ObjectNode second) {
    var differences = new PodDifferences();
    differences.texts("label", first.at("/metadata/labels"), second.at("/metadata/labels"));
    differences.texts(
        "annotation", first.at("/metadata/annotations"), second.at("/metadata/annotations"));
    differences.named("volume", first.at("/spec/volumes"), second.at("/spec/volumes"));
    differences.containers(containers(first), containers(second));
    differences.found.removeIf(difference -> SUMS.contains(difference.place()));
    return differences.found;
  }

  /** Between containers of the same names. */
  static List<PlaceDifference> between(
      Map<String, ObjectNode> first, Map<String, ObjectNode> second) {
    var differences = new PodDifferences();
    differences.containers(first, second);
    return differences.found;
  }

  /** Between the annotations of two pods that describe their sidecars. */
  static List<PlaceDifference> betweenDescriptions(ObjectNode first, ObjectNode second) {
    var differences = new PodDifferences();
    differences.texts("annotation", describing(first), describing(second));
    return differences.found;
  }

  private static ObjectNode describing(ObjectNode pod) {
    ObjectNode found = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> annotation : pod.at("/metadata/annotations").properties()) {
      if (InjectedPods.describesSidecar(annotation.getKey())) {
        found.set(annotation.getKey(), annotation.getValue());
      }
    }
    return found;
  }

  /** All containers of a pod by name, init containers first. */
  static Map<String, ObjectNode> containers(ObjectNode pod) {
    var containers = new LinkedHashMap<String, ObjectNode>();
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : pod.path("spec").path(list)) {
        containers.put(container.path("name").asText(""), (ObjectNode) container);
      }
    }
    return containers;
  }

  private void containers(Map<String, ObjectNode> first, Map<String, ObjectNode> second) {
    for (String name : union(first.keySet(), second.keySet())) {
      ObjectNode one = first.get(name);
      ObjectNode other = second.get(name);
      if (one == null || other == null) {
        add("container " + name, one == null ? ABSENT : "there", other == null ? ABSENT : "there");
      } else {
        container(name, one, other);
      }
    }
    List<String> common = first.keySet().stream().filter(second::containsKey).toList();
    List<String> otherOrder = second.keySet().stream().filter(first::containsKey).toList();
    if (!common.equals(otherOrder)) {
      add("order of containers", String.join(", ", common), String.join(", ", otherOrder));
    }
  }

  private void container(String name, ObjectNode first, ObjectNode second) {
    for (String field : union(fields(first), fields(second))) {
      JsonNode one = first.path(field);
      JsonNode other = second.path(field);
      switch (field) {
        case "env" -> variables(name, one, other);
        case "volumeMounts" -> named(name + " volumeMount", one, other);
        default -> values(name + " " + field, one, other);
      }
    }
  }

  private void variables(String container, JsonNode first, JsonNode second) {
    Map<String, JsonNode> one = byName(first);
    Map<String, JsonNode> other = byName(second);
    for (String name : union(one.keySet(), other.keySet())) {
      if (!isSame(one.get(name), other.get(name))) {
        add(container + " env " + name, ABSENT, ABSENT);
      }
    }
  }

  private void named(String what, JsonNode first, JsonNode second) {
    Map<String, JsonNode> one = byName(first);
    Map<String, JsonNode> other = byName(second);
    for (String name : union(one.keySet(), other.keySet())) {
      if (!isSame(one.get(name), other.get(name))) {
        add(
            what + " " + name,
            one.containsKey(name) ? "there" : ABSENT,
            other.containsKey(name) ? "there" : ABSENT);
      }
    }
  }

  private void values(String place, JsonNode first, JsonNode second) {
    if (isSame(first, second)) {
      return;
    }
    if (first.isObject() && second.isObject()) {
      for (String field : union(fields(first), fields(second))) {
        values(place + "." + field, first.path(field), second.path(field));
      }
      return;
    }
    add(place, text(first), text(second));
  }

  private void texts(String what, JsonNode first, JsonNode second) {
    for (String key : union(fields(first), fields(second))) {
      if (!isSame(first.path(key), second.path(key))) {
        add(what + " " + key, text(first.path(key)), text(second.path(key)));
      }
    }
  }

  /** Numbers are the same whatever their Java type. */
  private static boolean isSame(@Nullable JsonNode first, @Nullable JsonNode second) {
    if (first == null || second == null) {
      return first == null && second == null;
    }
    return first.equals(
        (one, other) ->
            one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue())
                : one.equals(other) ? 0 : 1,
        second);
  }

  private void add(String place, String first, String second) {
    found.add(new PlaceDifference(place, first, second));
  }

  private static SequencedSet<String> fields(JsonNode object) {
    return object
        .propertyStream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static SequencedSet<String> union(Set<String> first, Set<String> second) {
    var union = new LinkedHashSet<>(first);
    union.addAll(second);
    return union;
  }

  private static Map<String, JsonNode> byName(JsonNode list) {
    var named = new LinkedHashMap<String, JsonNode>();
    list.forEach(element -> named.put(element.path("name").asText(""), element));
    return named;
  }

  private static String text(JsonNode value) {
    String text;
    if (value.isMissingNode() || value.isNull()) {
      text = ABSENT;
    } else if (value instanceof ArrayNode array
        && array.valueStream().allMatch(JsonNode::isValueNode)) {
      text = array.valueStream().map(JsonNode::asText).collect(Collectors.joining(" "));
    } else {
      text = value.isValueNode() ? value.asText() : value.toString();
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
