package io.higuma.admission;

import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.PodDraft;
import io.higuma.inject.PodShape;
import io.higuma.validation.Violation;
import java.util.List;

/** Answers the API server's question about a new pod. */
public record PodAdmission(Injector injector, InjectionObserver observer) {
  private static final String DEFAULT_NAMESPACE = "default";

  /** From the bytes of an AdmissionReview to those of its answer. */
  public byte[] review(byte[] body) {
    return switch (AdmissionCodec.read(body)) {
      case AdmissionCodec.Reading.Unreadable(var apiVersion, var uid, var message) ->
          AdmissionCodec.write(apiVersion, uid, new AdmissionAnswer.Denied(400, message));
      case AdmissionCodec.Reading.Read(var request) ->
          AdmissionCodec.write(
              request.apiVersion(), request.uid(), answer(request), observer::patched);
    };
  }

  AdmissionAnswer answer(AdmissionRequest request) {
    if (!request.createsPod()) {
      return new AdmissionAnswer.Allowed(AdmissionAnswer.Remarks.NONE);
    }
    List<Violation> misshapen = PodShape.check(request.object());
    if (!misshapen.isEmpty()) {
      return new AdmissionAnswer.Denied(
          400, "the object is not a Pod: " + Violation.join(misshapen));
    }
    PodDraft pod = PodDraft.of(request.object());
    String namespace = request.namespace().isEmpty() ? DEFAULT_NAMESPACE : request.namespace();
    InjectionDecision decision;
    try {
      decision = injector.inject(pod, namespace);
    } catch (ClusterView.UnavailableException e) {
      observer.undecided(request, e);
      return new AdmissionAnswer.Denied(500, e.getMessage() + ": try again");
    }
    observer.decided(request, decision);
    var remarks = InjectionRemarks.of(decision);
    return switch (decision) {
      case InjectionDecision.Inject ignored -> {
        pod.inNamespace(request.namespace());
        yield pod.patch().isEmpty()
            ? new AdmissionAnswer.Allowed(remarks)
            : new AdmissionAnswer.Patched(pod.patch(), remarks);
      }
      case InjectionDecision.Skip ignored -> new AdmissionAnswer.Allowed(remarks);
      case InjectionDecision.Reject(var reason, var violations) ->
          new AdmissionAnswer.Denied(403, refusal(pod, namespace, violations), remarks);
    };
  }

  /** Names the pod by what it has: one that a controller makes has no name yet. */
  private static String refusal(PodDraft pod, String namespace, List<Violation> violations) {
    String name = pod.text("name").isEmpty() ? pod.text("generateName") : pod.text("name");
    return "pod %s/%s can't get its sidecar: %s"
        .formatted(namespace, name, Violation.join(violations));
  }
}
