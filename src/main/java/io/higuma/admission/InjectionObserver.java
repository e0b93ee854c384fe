package io.higuma.admission;

import io.higuma.inject.InjectionDecision;

/** Is told of every decision on a pod, for logs and metrics. */
@FunctionalInterface
public interface InjectionObserver {
  void decided(AdmissionRequest request, InjectionDecision decision);

  /** Tells both. */
  default InjectionObserver and(InjectionObserver other) {
    return (request, decision) -> {
      decided(request, decision);
      other.decided(request, decision);
    };
  }
}
