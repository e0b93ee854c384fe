package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.KnownAnnotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.RemovedAnnotations;
import io.higuma.metadata.SizeAnnotations;
import io.higuma.validation.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is odd about the labels and annotations of a pod and its namespace: deprecated, removed,
 * misspelled, or, in {@link IgnoredValues} and {@link OverruledAnnotations}, of no effect.
 */
final class PodNotices {
  /** More would be cut by the API server, and read by nobody. */
  private static final int MAX_NOTICES = 12;

  /** Unknown keys of one pod whose meaning is guessed; a guess looks at every known key. */
  private static final int MAX_GUESSES = 12;

  private static final Map<String, MetadataKey<?>> ANNOTATIONS =
      byName(Stream.concat(KnownAnnotations.ALL.stream(), SizeAnnotations.ALL.stream()).toList());
  private static final Map<String, MetadataKey<?>> LABELS = byName(Labels.ALL);

  private final IgnoredValues ignoredValues;
  private final OverruledAnnotations overruled;
  private final long sidecarUser;

  PodNotices(ControlPlaneConfig config, SidecarForm form) {
    ignoredValues = new IgnoredValues(config, form);
    overruled = new OverruledAnnotations(config.injector());
    sidecarUser = config.injector().sidecarContainer().uid();
  }

  /** What to say of a pod that stays as it is. */
  List<Notice> ofSkipped(PodDraft pod, NamespaceMetadata namespace) {
    var found = new Found();
    ofMetadata(pod, namespace, found);
    return found.notices();
  }

  /** What to say of a pod before its sidecar is added. */
  List<Notice> ofInjected(PodDraft pod, NamespaceMetadata namespace) {
    var found = new Found();
    ofMetadata(pod, namespace, found);
    ignoredValues.collect(pod.annotations(), found::add);
    overruled.collect(pod.annotations(), found::add);
    for (ObjectNode container : pod.initContainers()) {
      var user = container.path("securityContext").path("runAsUser");
      if (user.isIntegralNumber() && user.longValue() == sidecarUser) {
        found.add(
            new Notice(
                NoticeReason.BYPASSED_REDIRECTION,
                "init container %s runs as user %d like the sidecar, so its traffic is not redirected: give it another runAsUser"
                    .formatted(container.path("name").asText(), sidecarUser)));
      }
    }
    return found.notices();
  }

  private static void ofMetadata(PodDraft pod, NamespaceMetadata namespace, Found found) {
    pod.annotations()
        .forEach((key, value) -> {
          if (!found.isFull() && isOfMesh(key)) {
            ofAnnotation(key, value, found);
          }
        });
    pod.labels()
        .forEach((key, value) -> {
          if (!found.isFull() && isOfMesh(key)) {
            ofLabel(key, value, found);
          }
        });
    if (namespace.annotations().containsKey(Annotations.MESH.name())) {
      found.add(
          new Notice(
              NoticeReason.DEPRECATED,
              "the namespace's annotation %s is deprecated: %s"
                  .formatted(Annotations.MESH.name(), Annotations.MESH.deprecation())));
    }
    for (String key : namespace.annotations().keySet()) {
      if (!found.isFull() && isSize(key) && !ANNOTATIONS.containsKey(key)) {
        found.add(unknownSize(key, " (on the namespace)", found));
      }
    }
  }

  private static boolean isOfMesh(String key) {
    int slash = key.indexOf('/');
    return slash > 0
        && (key.startsWith("kuma.io/")
            || key.startsWith(".kuma.io", slash - ".kuma.io".length())
            || key.startsWith("higuma.io/")
            || key.startsWith(".higuma.io", slash - ".higuma.io".length()));
  }

  private static boolean isSize(String key) {
    return key.startsWith(SizeAnnotations.SIDECAR_PREFIX)
        || key.startsWith(SizeAnnotations.INIT_PREFIX);
  }

  /** Nobody else has keys with such a prefix, so each that is not known is a mistake. */
  private static Notice unknownSize(String key, String where, Found found) {
    return new Notice(
        NoticeReason.UNKNOWN_KEY,
        "annotation %s is not known%s: %s"
            .formatted(
                key,
                where,
                found
                    .guess(key)
                    .map(nearest -> "did you mean " + nearest + "?")
                    .orElse(
                        "such keys end as in sidecar.higuma.io/cpu-request, init.higuma.io/memory-limit")));
  }

  private static void ofLabel(String key, String value, Found found) {
    MetadataKey<?> known = LABELS.get(key);
    if (known != null) {
      ofKnown(known, value, found);
    } else if (ANNOTATIONS.containsKey(key)) {
      found.add(
          new Notice(
              NoticeReason.UNKNOWN_KEY,
              "%s has no effect as a label: it is an annotation".formatted(key)));
    }
  }

  private static void ofAnnotation(String key, String value, Found found) {
    MetadataKey<?> known = ANNOTATIONS.get(key);
    if (known != null) {
      ofKnown(known, value, found);
    } else if (key.startsWith(Annotations.METRICS_AGGREGATE)) {
      found.add(deprecated(key, Annotations.METRICS_PORT.deprecation()));
    } else if (RemovedAnnotations.CURES.containsKey(key)) {
      found.add(
          new Notice(
              NoticeReason.REMOVED_ANNOTATION,
              "annotation %s has no effect any more: %s"
                  .formatted(key, RemovedAnnotations.CURES.get(key))));
    } else if (isSize(key)) {
      found.add(unknownSize(key, "", found));
    } else {
      misplaced(key, found).ifPresent(found::add);
    }
  }

  private static void ofKnown(MetadataKey<?> known, String value, Found found) {
    if (!known.deprecation().isEmpty()) {
      found.add(deprecated(known.name(), known.deprecation()));
    }
    boolean truth = known.format().equals(Format.SWITCH) || known.format().equals(Format.BOOLEAN);
    if (truth && (value.equals("yes") || value.equals("no"))) {
      String better = value.equals("yes") ? "true" : "false";
      found.add(
          new Notice(
              NoticeReason.DEPRECATED,
              "value \"%s\" of %s is deprecated: use \"%s\""
                  .formatted(value, known.name(), better)));
    }
  }

  private static Notice deprecated(String key, String advice) {
    return new Notice(
        NoticeReason.DEPRECATED, "annotation %s is deprecated: %s".formatted(key, advice));
  }

  private static Optional<Notice> misplaced(String key, Found found) {
    if (LABELS.containsKey(key)) {
      return Optional.of(
          new Notice(
              NoticeReason.UNKNOWN_KEY,
              "%s has no effect as an annotation: it is a label".formatted(key)));
    }
    return found
        .guess(key)
        .map(nearest ->
            new Notice(
                NoticeReason.UNKNOWN_KEY,
                "annotation %s is not known: did you mean %s?".formatted(key, nearest)));
  }

  /** What was found so far, within bounds on number and effort. */
  private static final class Found {
    private final List<Notice> notices = new ArrayList<>();
    private int guesses;

    void add(Notice notice) {
      if (!isFull()) {
        notices.add(notice);
      }
    }

    boolean isFull() {
      return notices.size() >= MAX_NOTICES;
    }

    /** The annotation that was meant by an unknown key. */
    Optional<String> guess(String key) {
      guesses++;
      return guesses > MAX_GUESSES ? Optional.empty() : Spelling.nearest(key, ANNOTATIONS.keySet());
    }

    List<Notice> notices() {
      return notices;
    }
  }

  private static Map<String, MetadataKey<?>> byName(List<MetadataKey<?>> keys) {
    return keys.stream()
        .collect(Collectors.toUnmodifiableMap(MetadataKey::name, Function.identity()));
  }
}
