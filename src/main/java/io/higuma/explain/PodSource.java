package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.InjectionRemover;
import io.higuma.inject.Removal;
import java.util.Optional;

/**
 * A pod as its user wrote it, as far as that can be told.
 *
 * @param pod without sidecar
 * @param exact whether it is what was written, not what is left after taking the sidecar away
 */
record PodSource(ObjectNode pod, boolean exact) {
  /** Of a pod that was injected: the template it was made from, or what is left of itself. */
  static PodSource of(Subject subject, ControlPlaneConfig config) {
    if (!subject.isPod() || !subject.isInjected()) {
      return new PodSource(subject.pod(), true);
    }
    Optional<ObjectNode> template = subject.template();
    return template.isPresent()
        ? new PodSource(template.get(), true)
        : new PodSource(rest(subject, config), false);
  }

  private static ObjectNode rest(Subject subject, ControlPlaneConfig config) {
    return switch (InjectionRemover.knowing(config)
        .remove(subject.pod(), Optional.of(subject.namespace()))) {
      case Removal.Removed(var pod, var notes) -> pod;
      case Removal.NotInjected() -> subject.pod();
      case Removal.Refused refused -> subject.pod();
    };
  }
}
