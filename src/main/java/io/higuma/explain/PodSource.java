package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.UninjectedPod;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import java.util.Optional;

/**
 * A pod as its user wrote it, as far as that can be told.
 *
 * @param pod without sidecar
 * @param exact whether it is what was written, not what is left after taking the sidecar away
 */
record PodSource(ObjectNode pod, boolean exact) {
  /** Of a pod that was injected: the template it was made from, or what is left of itself. */
  static PodSource of(Subject subject, Trial trial) {
    if (!subject.isPod() || !subject.isInjected()) {
      return new PodSource(subject.pod(), true);
    }
    Optional<ObjectNode> template = subject.template();
    return template.isPresent()
        ? new PodSource(template.get(), true)
        : new PodSource(rest(subject, trial), false);
  }

  /**
   * Injection writes labels and annotations that users write as well. Whatever it would write by
   * itself counts as written by it.
   */
  private static ObjectNode rest(Subject subject, Trial trial) {
    ObjectNode pod = UninjectedPod.of(subject.pod());
    ObjectNode bare = pod.deepCopy();
    if (bare.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      KnownMetadata.ANNOTATIONS.stream()
          .filter(key -> !key.name().equals(Annotations.SIDECAR_INJECTION.name()))
          .forEach(key -> annotations.remove(key.name()));
    }
    if (bare.path("metadata").path("labels") instanceof ObjectNode labels) {
      labels.remove(Labels.MESH.name());
    }
    NamespaceMetadata namespace = subject.namespace();
    ObjectNode written = trial.of(new Trial.Input(bare, namespace)).pod();
    for (MetadataKey<?> key : KnownMetadata.ANNOTATIONS) {
      removeIfWritten(pod, written, "annotations", key.name());
    }
    removeIfWritten(pod, written, "labels", Labels.MESH.name());
    return pod;
  }

  private static void removeIfWritten(
      ObjectNode pod, ObjectNode written, String field, String key) {
    if (!key.equals(Annotations.SIDECAR_INJECTION.name())
        && pod.path("metadata").path(field) instanceof ObjectNode values
        && values.has(key)
        && values.get(key).equals(written.path("metadata").path(field).path(key))) {
      values.remove(key);
    }
  }
}
