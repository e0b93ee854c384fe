package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.OriginalRecord.Change;
import io.higuma.inject.OriginalRecord.Place;
import io.higuma.metadata.Labels;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether a record can be one of this pod: anybody can write an annotation, so it is believed only
 * what injection does.
 */
final class RecordFit {
  private static final FieldPath AT = FieldPath.of("metadata.annotations").key(KeptOriginal.KEY);

  private final ObjectNode pod;
  private final OriginalRecord record;
  private final List<Violation> violations = new ArrayList<>();

  private RecordFit(ObjectNode pod, OriginalRecord record) {
    this.pod = pod;
    this.record = record;
  }

  /** What speaks against it; empty for a record of this pod. */
  static List<Violation> check(ObjectNode pod, OriginalRecord record) {
    var fit = new RecordFit(pod, record);
    fit.checkKeys("label", record.labels(), Set.of(Labels.MESH.name()));
    fit.checkKeys("annotation", record.annotations(), WrittenAnnotations.KEYS);
    if (record.containers().isEmpty() && record.initContainers().isEmpty()) {
      fit.refuse("names no container that injection added");
    }
    fit.checkAdded(Place.CONTAINERS, record.containers(), InjectedParts::isPlausible);
    fit.checkAdded(Place.INIT_CONTAINERS, record.initContainers(), InjectedParts::isPlausible);
    fit.checkAdded(Place.VOLUMES, record.volumes(), InjectedParts::isPlausibleVolume);
    var restorer = new ProbeRestorer(routing(pod, record));
    record.probes().forEach((container, probes) -> fit.checkProbes(container, probes, restorer));
    return List.copyOf(fit.violations);
  }

  /** The sentence for a record that does not fit or can't be read. */
  static Violation violation(String reason) {
    return new Violation(
        AT,
        "the record of the original %s; put the right one back, or remove the annotation to go without"
            .formatted(reason));
  }

  /** By the annotations as injection left them. */
  static ProbeRouting routing(ObjectNode pod, OriginalRecord record) {
    var annotations = new HashMap<>(PodDraft.of(pod).annotations());
    record
        .annotations()
        .forEach((key, change) -> annotations.put(key, change.written().asText("")));
    return ProbeRouting.written(annotations);
  }

  private void checkKeys(String kind, Map<String, Change> changes, Set<String> known) {
    changes.forEach((key, change) -> {
      JsonNode original = change.original();
      if (!known.contains(key)) {
        refuse("says that injection wrote the %s %s, which it never does".formatted(kind, key));
      } else if (!change.written().isTextual()
          || !(original.isTextual() || original.isNull() || original.isMissingNode())) {
        refuse("has a value for the %s %s that is no text".formatted(kind, key));
      }
    });
  }

  private void checkAdded(Place place, List<String> names, Predicate<ObjectNode> plausible) {
    for (String name : names) {
      List<ObjectNode> found =
          place
              .in(pod)
              .valueStream()
              .filter(item -> item.path("name").asText("").equals(name))
              .map(ObjectNode.class::cast)
              .toList();
      if (found.size() != 1) {
        refuse(
            "says that injection added %s to %s, which has %s of that name"
                .formatted(name, place.path(), found.isEmpty() ? "none" : "several"));
      } else if (!plausible.test(found.getFirst())) {
        refuse(
            "says that injection added %s to %s, which does not look so"
                .formatted(name, place.path()));
      }
    }
  }

  private void checkProbes(String container, Map<String, Change> probes, ProbeRestorer restorer) {
    if (record.containers().contains(container) || record.initContainers().contains(container)) {
      refuse("has probes of %s, which injection added".formatted(container));
    }
    probes.forEach((field, change) -> {
      if (!ProbeRewriter.PROBES.contains(field)
          || !(change.written() instanceof ObjectNode written)
          || !(change.original() instanceof ObjectNode original)
          || !ProbeRewriter.HANDLERS.containsAll(fields(original))
          || !restorer.canCome(written, original)) {
        refuse(
            "has a %s of %s that injection would not have rewritten so"
                .formatted(field, container));
      }
    });
  }

  private static List<String> fields(ObjectNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private void refuse(String reason) {
    Violation violation = violation(reason);
    if (!violations.contains(violation)) {
      violations.add(violation);
    }
  }
}
