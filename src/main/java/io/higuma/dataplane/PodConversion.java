package io.higuma.dataplane;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.validation.Violation;
import java.util.List;

/**
 * What is to be done about a Pod. The objects in it are in the label view: all labels are in {@code
 * metadata.labels}; {@link StoredForm} makes of them what is written to the cluster.
 */
public sealed interface PodConversion {
  /**
   * The Pod's Dataplane must be this one.
   *
   * @param skippedListeners Services whose listeners are left out because the mesh is not in mode
   *     Exclusive; worth a warning when the Dataplane changes
   */
  record Keep(Dataplane desired, List<String> skippedListeners) implements PodConversion {
    public Keep {
      skippedListeners = List.copyOf(skippedListeners);
    }
  }

  /** The Pod's ZoneIngress must be this one. */
  record KeepZoneIngress(ZoneIngress desired) implements PodConversion {}

  /** The Pod's ZoneEgress must be this one. */
  record KeepZoneEgress(ZoneEgress desired) implements PodConversion {}

  /**
   * The object that the Pod had must go, if it is there.
   *
   * @param kind its kind
   * @param reason half a sentence that begins with the pod
   */
  record Remove(String kind, String reason) implements PodConversion {}

  /**
   * Nothing is written or removed.
   *
   * @param reason half a sentence
   */
  record Nothing(String reason) implements PodConversion {}

  /** It cannot be said what the object should be. */
  record Failed(List<Violation> violations) implements PodConversion {
    public Failed {
      violations = List.copyOf(violations);
    }
  }
}
