package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.KnownAnnotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.SizeAnnotations;
import io.higuma.validation.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Labels and annotations of pods that stand on a workload's own metadata, where nothing reads them,
 * and not on the template of its pods.
 */
public final class MisplacedKeys {
  private static final Set<String> LABELS = names(Labels.OF_PODS);
  private static final Set<String> ANNOTATIONS =
      names(
          Stream.concat(KnownAnnotations.OF_PODS.stream(), SizeAnnotations.ALL.stream()).toList());

  private MisplacedKeys() {}

  /** A notice for each; none for a pod, and for what makes none. */
  public static List<Notice> of(ObjectNode workload) {
    return of(workload, Set.of());
  }

  /**
   * A notice for each but some.
   *
   * @param told keys that the user hears of anyway
   */
  public static List<Notice> of(ObjectNode workload, Set<String> told) {
    Optional<ObjectNode> template = PodTemplates.podOf(workload);
    if (template.isEmpty()) {
      return List.of();
    }
    FieldPath path = PodTemplates.path(workload.path("kind").asText(""));
    var notices = new ArrayList<Notice>();
    JsonNode wanted = template.get().path("metadata");
    collect(workload.path("metadata"), FieldPath.of("metadata"), told, wanted, path, notices);
    FieldPath jobs = FieldPath.of("spec.jobTemplate.metadata");
    collect(
        workload.path("spec").path("jobTemplate").path("metadata"),
        jobs,
        told,
        wanted,
        path,
        notices);
    return notices;
  }

  private static void collect(
      JsonNode metadata,
      FieldPath at,
      Set<String> told,
      JsonNode wanted,
      FieldPath template,
      List<Notice> notices) {
    for (MetadataKey.Kind kind : MetadataKey.Kind.values()) {
      for (Map.Entry<String, JsonNode> entry : metadata.path(kind.field()).properties()) {
        String key = entry.getKey();
        if (isOfPods(kind, key) && !told.contains(key) && !isThere(wanted, key)) {
          FieldPath home = template.field("metadata").field(kind.field());
          notices.add(
              new Notice(
                  NoticeReason.MISPLACED_KEY,
                  "%s has no effect in %s: set it in %s"
                      .formatted(key, at.field(kind.field()), home)));
        }
      }
    }
  }

  private static boolean isOfPods(MetadataKey.Kind kind, String key) {
    return switch (kind) {
      case LABEL -> LABELS.contains(key);
      case ANNOTATION -> ANNOTATIONS.contains(key) || key.startsWith(Annotations.METRICS_AGGREGATE);
    };
  }

  /** As a label or an annotation: some keys are both. */
  private static boolean isThere(JsonNode metadata, String key) {
    return Stream.of(MetadataKey.Kind.values())
        .anyMatch(kind -> metadata.path(kind.field()).has(key));
  }

  private static Set<String> names(List<MetadataKey<?>> keys) {
    return keys.stream().map(MetadataKey::name).collect(Collectors.toUnmodifiableSet());
  }
}
