package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that injection changed in a pod, so that it can be taken back exactly. Containers go by their
 * names, since others may add some.
 *
 * @param request what the pod's annotation said before the record took its place; empty when it was
 *     not there
 * @param labels what became of labels, by key
 * @param annotations what became of annotations, by key, but for the record's own
 * @param containers names of those that were added to {@code spec.containers}
 * @param initContainers names of those that were added to {@code spec.initContainers}
 * @param volumes names of those that were added
 * @param probes what became of the handlers of probes, by container and field
 * @param made objects and lists that injection made since they were not there
 */
record OriginalRecord(
    Optional<String> request,
    Map<String, Change> labels,
    Map<String, Change> annotations,
    List<String> containers,
    List<String> initContainers,
    List<String> volumes,
    Map<String, Map<String, Change>> probes,
    Map<Place, Before> made) {

  OriginalRecord {
    labels = Collections.unmodifiableMap(labels);
    annotations = Collections.unmodifiableMap(annotations);
    containers = List.copyOf(containers);
    initContainers = List.copyOf(initContainers);
    volumes = List.copyOf(volumes);
    probes = Collections.unmodifiableMap(probes);
    made = Collections.unmodifiableMap(made);
  }

  /**
   * A value and the one in whose place it stands.
   *
   * @param original a missing node when there was none
   */
  record Change(JsonNode written, JsonNode original) {}

  /** What injection makes where it is not there; inner ones first. */
  enum Place {
    LABELS("metadata.labels"),
    ANNOTATIONS("metadata.annotations"),
    METADATA("metadata"),
    CONTAINERS("spec.containers"),
    INIT_CONTAINERS("spec.initContainers"),
    VOLUMES("spec.volumes"),
    SPEC("spec");

    private final String path;

    Place(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }

    /** What stands there; a missing node for nothing. */
    JsonNode in(JsonNode pod) {
      return parent(pod).path(field());
    }

    JsonNode parent(JsonNode pod) {
      int dot = path.indexOf('.');
      return dot < 0 ? pod : pod.path(path.substring(0, dot));
    }

    String field() {
      return path.substring(path.indexOf('.') + 1);
    }
  }

  /** What stood in the place of something that injection made. */
  enum Before {
    ABSENT,
    NULL
  }

  /** The difference that an injection made, whose record is not in the pod yet. */
  static OriginalRecord between(ObjectNode before, ObjectNode after) {
    Map<String, Change> annotations =
        changes(Place.ANNOTATIONS.in(before), Place.ANNOTATIONS.in(after));
    annotations.remove(KeptOriginal.KEY);
    var made = new LinkedHashMap<Place, Before>();
    for (Place place : Place.values()) {
      JsonNode original = place.in(before);
      if (place.in(after).isContainerNode() && !original.isContainerNode()) {
        made.put(place, original.isNull() ? Before.NULL : Before.ABSENT);
      }
    }
    return new OriginalRecord(
        Optional.ofNullable(Place.ANNOTATIONS.in(before).path(KeptOriginal.KEY).textValue()),
        changes(Place.LABELS.in(before), Place.LABELS.in(after)),
        annotations,
        added(Place.CONTAINERS.in(before), Place.CONTAINERS.in(after)),
        added(Place.INIT_CONTAINERS.in(before), Place.INIT_CONTAINERS.in(after)),
        added(Place.VOLUMES.in(before), Place.VOLUMES.in(after)),
        probes(before, after),
        made);
  }

  /** This record with the probes of containers that came late. */
  OriginalRecord withLate(OriginalRecord late) {
    var joined = new LinkedHashMap<>(probes);
    late.probes.forEach((container, changes) ->
        joined.merge(
            container,
            changes,
            (first, second) -> {
              var both = new LinkedHashMap<>(first);
              both.putAll(second);
              return both;
            }));
    return new OriginalRecord(
        request, labels, annotations, containers, initContainers, volumes, joined, made);
  }

  private static Map<String, Change> changes(JsonNode before, JsonNode after) {
    var changes = new LinkedHashMap<String, Change>();
    for (Map.Entry<String, JsonNode> entry : after.properties()) {
      JsonNode original = before.path(entry.getKey());
      if (!original.equals(entry.getValue())) {
        changes.put(entry.getKey(), new Change(entry.getValue(), original));
      }
    }
    return changes;
  }

  private static List<String> added(JsonNode before, JsonNode after) {
    Set<String> old = new HashSet<>(names(before));
    return names(after).stream().filter(name -> !old.contains(name)).toList();
  }

  private static List<String> names(JsonNode list) {
    var names = new ArrayList<String>();
    list.forEach(item -> names.add(item.path("name").asText("")));
    return names;
  }

  private static Map<String, Map<String, Change>> probes(ObjectNode before, ObjectNode after) {
    var originals = new LinkedHashMap<String, JsonNode>();
    for (Place place : List.of(Place.INIT_CONTAINERS, Place.CONTAINERS)) {
      place.in(before).forEach(container -> originals.put(nameOf(container), container));
    }
    var probes = new LinkedHashMap<String, Map<String, Change>>();
    for (Place place : List.of(Place.INIT_CONTAINERS, Place.CONTAINERS)) {
      for (JsonNode container : place.in(after)) {
        JsonNode original = originals.getOrDefault(nameOf(container), container);
        var changes = new LinkedHashMap<String, Change>();
        for (String field : ProbeRewriter.PROBES) {
          if (!container.path(field).equals(original.path(field))) {
            changes.put(
                field, new Change(handlers(container.path(field)), handlers(original.path(field))));
          }
        }
        if (!changes.isEmpty()) {
          probes.put(nameOf(container), changes);
        }
      }
    }
    return probes;
  }

  /** What a probe asks, without how often. */
  static ObjectNode handlers(JsonNode probe) {
    ObjectNode handlers = JsonNodeFactory.instance.objectNode();
    for (String handler : ProbeRewriter.HANDLERS) {
      if (probe.has(handler)) {
        handlers.set(handler, probe.get(handler));
      }
    }
    return handlers;
  }

  private static String nameOf(JsonNode container) {
    return container.path("name").asText("");
  }
}
