package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.OwnAnnotations.Certainty;
import java.util.List;
import java.util.Optional;

/**
 * Takes back what the injector did to a pod, be it this one or Kuma's: by the record of the
 * original if the pod has one, else by what injection is known to do.
 */
public final class InjectionRemover {
  private final OwnAnnotations annotations;

  private InjectionRemover(OwnAnnotations annotations) {
    this.annotations = annotations;
  }

  /**
   * A remover that knows the settings.
   *
   * @param config what the pods were injected with
   */
  public static InjectionRemover knowing(ControlPlaneConfig config) {
    return new InjectionRemover(new OwnAnnotations(config, Certainty.KNOWN));
  }

  /**
   * A remover that does not know the settings: annotations that others could have given are taken
   * for written.
   *
   * @param config what the pods may have been injected with
   */
  public static InjectionRemover assuming(ControlPlaneConfig config) {
    return new InjectionRemover(new OwnAnnotations(config, Certainty.ASSUMED));
  }

  /**
   * The pod as it was; the one that is given stays as it is.
   *
   * @param pod of the right shape, as {@link PodShape} says
   * @param namespace the pod's namespace, if it is known; a record needs none
   */
  public Removal remove(ObjectNode pod, Optional<NamespaceMetadata> namespace) {
    PodDraft draft = PodDraft.of(pod);
    if (!InjectedPods.isInjected(draft)) {
      return new Removal.NotInjected();
    }
    String kept = draft.annotations().getOrDefault(KeptOriginal.KEY, "");
    if (!OriginalRecordCodec.isRecord(kept)) {
      return InferredRemoval.of(pod, annotations, namespace);
    }
    return switch (OriginalRecordCodec.read(kept)) {
      case OriginalRecordCodec.Reading.Read(var record) -> RecordedRemoval.of(pod, record);
      case OriginalRecordCodec.Reading.Damaged(var reason) ->
          new Removal.Refused(List.of(RecordFit.violation("can't be read: " + reason)));
    };
  }
}
