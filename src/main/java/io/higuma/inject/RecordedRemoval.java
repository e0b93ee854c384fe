package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.OriginalRecord.Before;
import io.higuma.inject.OriginalRecord.Change;
import io.higuma.inject.OriginalRecord.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes an injection back by its record, exactly. What others changed since stays. */
final class RecordedRemoval {
  private final ObjectNode pod;
  private final OriginalRecord record;
  private final ProbeRestorer restorer;
  private final List<String> notes = new ArrayList<>();

  private RecordedRemoval(ObjectNode pod, OriginalRecord record) {
    this.pod = pod;
    this.record = record;
    this.restorer = new ProbeRestorer(RecordFit.routing(pod, record));
  }

  /** Takes it back in a copy. */
  static Removal of(ObjectNode injected, OriginalRecord record) {
    var violations = RecordFit.check(injected, record);
    if (!violations.isEmpty()) {
      return new Removal.Refused(violations);
    }
    var removal = new RecordedRemoval(injected.deepCopy(), record);
    removal.restore();
    return new Removal.Removed(removal.pod, removal.notes);
  }

  private void restore() {
    restoreProbes();
    remove();
    restore(Place.LABELS, record.labels());
    restore(Place.ANNOTATIONS, record.annotations());
    if (Place.ANNOTATIONS.in(pod) instanceof ObjectNode annotations) {
      record
          .request()
          .ifPresentOrElse(
              request -> annotations.put(KeptOriginal.KEY, request),
              () -> annotations.remove(KeptOriginal.KEY));
    }
    for (Place place : Place.values()) {
      Before before = record.made().get(place);
      JsonNode made = place.in(pod);
      if (before != null && made.isContainerNode() && made.isEmpty()) {
        ObjectNode parent = (ObjectNode) place.parent(pod);
        switch (before) {
          case ABSENT -> parent.remove(place.field());
          case NULL -> parent.putNull(place.field());
        }
      }
    }
  }

  private void restoreProbes() {
    PodDraft draft = PodDraft.of(pod);
    for (Place place : List.of(Place.INIT_CONTAINERS, Place.CONTAINERS)) {
      for (JsonNode container : place.in(pod)) {
        Map<String, Change> probes =
            record.probes().getOrDefault(container.path("name").asText(""), Map.of());
        probes.forEach((field, change) -> restoreProbe(container.path(field), change));
      }
    }
    // Whatever is rewritten still is of a container that came later, or was changed since.
    ProbeRewriter.reached(draft.initContainers(), draft.containers()).forEach(this::inferProbes);
  }

  private static void restoreProbe(JsonNode probe, Change change) {
    if (probe instanceof ObjectNode changed
        && holds(OriginalRecord.handlers(probe), change.written())) {
      ObjectNode original = (ObjectNode) change.original();
      ProbeRewriter.HANDLERS.stream()
          .filter(handler -> !original.has(handler))
          .forEach(changed::remove);
      changed.setAll(original);
    }
  }

  /** The API server adds what has a default. */
  private static boolean holds(JsonNode now, JsonNode written) {
    JsonNode http = now.path("httpGet");
    return now.size() == written.size()
        && written.path("httpGet").properties().stream()
            .allMatch(entry -> entry.getValue().equals(http.path(entry.getKey())));
  }

  private void inferProbes(ObjectNode container) {
    for (String field : ProbeRewriter.PROBES) {
      if (container.get(field) instanceof ObjectNode probe) {
        restorer
            .restored(probe)
            .ifPresent(restored -> {
              container.set(field, restored);
              notes.add(
                  "%s of container %s is not as the record has it, so its original is inferred"
                      .formatted(field, container.path("name").asText("")));
            });
      }
    }
  }

  private void remove() {
    PodDraft draft = PodDraft.of(pod);
    var containers = new ArrayList<>(named(draft.containers(), record.containers()));
    containers.addAll(named(draft.initContainers(), record.initContainers()));
    var parts = new InjectedParts(containers, named(draft.volumes(), record.volumes()));
    notes.addAll(parts.orphanedMounts(draft));
    parts.removeFrom(draft);
  }

  private static List<ObjectNode> named(List<ObjectNode> objects, List<String> names) {
    return objects.stream()
        .filter(object -> names.contains(object.path("name").asText("")))
        .toList();
  }

  private void restore(Place place, Map<String, Change> changes) {
    if (place.in(pod) instanceof ObjectNode values) {
      changes.forEach((key, change) -> {
        if (values.path(key).equals(change.written())) {
          if (change.original().isMissingNode()) {
            values.remove(key);
          } else {
            values.set(key, change.original());
          }
        }
      });
    }
  }
}
