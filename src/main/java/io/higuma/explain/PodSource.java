package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.InjectionRemover;
import io.higuma.inject.PodDraft;
import io.higuma.inject.Removal;
import io.higuma.inject.SidecarCheck;
import java.util.Optional;

/**
 * A pod as its user wrote it, as far as that can be told.
 *
 * @param pod without sidecar
 * @param exact whether it is what was written, not what is left after taking the sidecar away
 */
record PodSource(ObjectNode pod, boolean exact) {
  /**
   * Of a pod that was injected: the template it was made from, or what is left of itself, which is
   * as good where injection noted what it wrote over.
   */
  static PodSource of(Subject subject, ControlPlaneConfig config) {
    if (!subject.isPod() || !subject.isInjected()) {
      return new PodSource(subject.pod(), true);
    }
    Optional<ObjectNode> template = subject.template();
    return template.isPresent() ? new PodSource(template.get(), true) : rest(subject, config);
  }

  private static PodSource rest(Subject subject, ControlPlaneConfig config) {
    return switch (InjectionRemover.knowing(config)
        .remove(subject.pod(), Optional.of(subject.namespace()))) {
      case Removal.Removed(var pod, var notes) ->
          new PodSource(pod, SidecarCheck.restore(pod, PodDraft.of(subject.pod()).annotations()));
      case Removal.NotInjected() -> new PodSource(subject.pod(), false);
      case Removal.Refused refused -> new PodSource(subject.pod(), false);
    };
  }
}
