package io.higuma.admission;

import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectionDecision;

/**
 * Is told what becomes of pods, for logs, metrics and Events. It is on the way of every pod: it
 * must not wait, and should cost little.
 */
@FunctionalInterface
public interface InjectionObserver {
  void decided(AdmissionRequest request, InjectionDecision decision);

  /** The cluster could not be asked, and the pod is denied for now. */
  default void undecided(AdmissionRequest request, ClusterView.UnavailableException why) {}

  /** The JSON patch of an answer had this size. */
  default void patched(int bytes) {}

  /** Tells both. */
  default InjectionObserver and(InjectionObserver other) {
    return new Both(this, other);
  }

  /** Tells one after the other. */
  record Both(InjectionObserver first, InjectionObserver second) implements InjectionObserver {
    @Override
    public void decided(AdmissionRequest request, InjectionDecision decision) {
      first.decided(request, decision);
      second.decided(request, decision);
    }

    @Override
    public void undecided(AdmissionRequest request, ClusterView.UnavailableException why) {
      first.undecided(request, why);
      second.undecided(request, why);
    }

    @Override
    public void patched(int bytes) {
      first.patched(bytes);
      second.patched(bytes);
    }
  }
}
