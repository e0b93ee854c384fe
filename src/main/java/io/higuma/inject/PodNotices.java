package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
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
 * misspelled, or, in {@link IgnoredValues}, of no effect.
 */
final class PodNotices {
  /** More would be cut by the API server, and read by nobody. */
  private static final int MAX_NOTICES = 12;

  /** To guess what a name was meant to be takes its time, and a pod may have very many. */
  private static final int MAX_GUESSES = 50;

  private static final Map<String, MetadataKey<?>> ANNOTATIONS =
      byName(Stream.concat(Annotations.ALL.stream(), SizeAnnotations.ALL.stream()).toList());
  private static final Map<String, MetadataKey<?>> LABELS = byName(Labels.ALL);

  private final IgnoredValues ignoredValues;
  private final long sidecarUser;

  PodNotices(ControlPlaneConfig config, SidecarForm form) {
    ignoredValues = new IgnoredValues(config, form);
    sidecarUser = config.injector().sidecarContainer().uid();
  }

  /** What to say of a pod that stays as it is. */
  List<Notice> ofSkipped(PodDraft pod, NamespaceMetadata namespace) {
    var notices = new ArrayList<Notice>();
    ofMetadata(pod, namespace, notices);
    return cut(notices);
  }

  /** What to say of a pod before its sidecar is added. */
  List<Notice> ofInjected(PodDraft pod, NamespaceMetadata namespace) {
    var notices = new ArrayList<Notice>();
    ofMetadata(pod, namespace, notices);
    ignoredValues.collect(pod.annotations(), notices);
    for (ObjectNode container : pod.initContainers()) {
      var user = container.path("securityContext").path("runAsUser");
      if (user.isIntegralNumber() && user.longValue() == sidecarUser) {
        notices.add(
            new Notice(
                NoticeReason.BYPASSED_REDIRECTION,
                "init container %s runs as user %d like the sidecar, so its traffic is not redirected: give it another runAsUser"
                    .formatted(container.path("name").asText(), sidecarUser)));
      }
    }
    return cut(notices);
  }

  private static void ofMetadata(PodDraft pod, NamespaceMetadata namespace, List<Notice> notices) {
    int unknown = 0;
    for (Map.Entry<String, String> entry : pod.annotations().entrySet()) {
      String key = entry.getKey();
      if (isOfMesh(key) && !ofAnnotation(key, entry.getValue(), notices)) {
        unknown++;
        if (unknown <= MAX_GUESSES) {
          ofUnknown(key).ifPresent(notices::add);
        }
      }
    }
    pod.labels()
        .forEach((key, value) -> {
          if (isOfMesh(key)) {
            ofLabel(key, value, notices);
          }
        });
    if (namespace.annotations().containsKey(Annotations.MESH.name())) {
      notices.add(
          new Notice(
              NoticeReason.DEPRECATED,
              "the namespace's annotation %s is deprecated: %s"
                  .formatted(Annotations.MESH.name(), Annotations.MESH.deprecation())));
    }
    for (String key : namespace.annotations().keySet()) {
      if (isSize(key) && !ANNOTATIONS.containsKey(key)) {
        notices.add(unknownSize(key, " (on the namespace)"));
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
  private static Notice unknownSize(String key, String where) {
    return new Notice(
        NoticeReason.UNKNOWN_KEY,
        "annotation %s is not known%s: %s"
            .formatted(
                key,
                where,
                Spelling.nearest(key, ANNOTATIONS.keySet())
                    .map(nearest -> "did you mean " + nearest + "?")
                    .orElse(
                        "such keys end as in sidecar.higuma.io/cpu-request, init.higuma.io/memory-limit")));
  }

  private static void ofLabel(String key, String value, List<Notice> notices) {
    MetadataKey<?> known = LABELS.get(key);
    if (known != null) {
      ofKnown(known, value, notices);
    } else if (ANNOTATIONS.containsKey(key)) {
      notices.add(
          new Notice(
              NoticeReason.UNKNOWN_KEY,
              "%s has no effect as a label: it is an annotation".formatted(key)));
    }
  }

  /** Whether the annotation is known, or was once. */
  private static boolean ofAnnotation(String key, String value, List<Notice> notices) {
    MetadataKey<?> known = ANNOTATIONS.get(key);
    if (known != null) {
      ofKnown(known, value, notices);
    } else if (key.startsWith(Annotations.METRICS_AGGREGATE)) {
      notices.add(deprecated(key, Annotations.METRICS_PORT.deprecation()));
    } else if (Annotations.REMOVED.containsKey(key)) {
      notices.add(
          new Notice(
              NoticeReason.REMOVED_ANNOTATION,
              "annotation %s has no effect any more: %s"
                  .formatted(key, Annotations.REMOVED.get(key))));
    } else {
      return false;
    }
    return true;
  }

  private static void ofKnown(MetadataKey<?> known, String value, List<Notice> notices) {
    if (!known.deprecation().isEmpty()) {
      notices.add(deprecated(known.name(), known.deprecation()));
    }
    boolean truth = known.format().equals(Format.SWITCH) || known.format().equals(Format.BOOLEAN);
    if (truth && (value.equals("yes") || value.equals("no"))) {
      String better = value.equals("yes") ? "true" : "false";
      notices.add(
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

  private static Optional<Notice> ofUnknown(String key) {
    if (isSize(key)) {
      return Optional.of(unknownSize(key, ""));
    }
    if (LABELS.containsKey(key)) {
      return Optional.of(
          new Notice(
              NoticeReason.UNKNOWN_KEY,
              "%s has no effect as an annotation: it is a label".formatted(key)));
    }
    return Spelling.nearest(key, ANNOTATIONS.keySet())
        .map(nearest ->
            new Notice(
                NoticeReason.UNKNOWN_KEY,
                "annotation %s is not known: did you mean %s?".formatted(key, nearest)));
  }

  private static List<Notice> cut(List<Notice> notices) {
    return notices.size() > MAX_NOTICES ? notices.subList(0, MAX_NOTICES) : notices;
  }

  private static Map<String, MetadataKey<?>> byName(List<MetadataKey<?>> keys) {
    return keys.stream()
        .collect(Collectors.toUnmodifiableMap(MetadataKey::name, Function.identity()));
  }
}
