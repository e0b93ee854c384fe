package io.higuma.admission;

import io.higuma.inject.InjectionDecision;
import io.higuma.validation.Violation;
import org.jboss.logging.Logger;

/**
 * Logs decisions on pods: refusals for the platform's engineers, the rest for who looks closely.
 */
public final class InjectionLog implements InjectionObserver {
  private static final Logger LOG = Logger.getLogger(InjectionLog.class);

  /** Messages quote what users wrote, which may be long. */
  private static final int MAX_MESSAGE = 512;

  /** The longest that Kubernetes takes. */
  private static final int MAX_NAME = 253;

  @Override
  public void decided(AdmissionRequest request, InjectionDecision decision) {
    if (!(decision instanceof InjectionDecision.Reject) && !LOG.isDebugEnabled()) {
      return; // Nearly all of them, and on the way of every pod.
    }
    switch (decision) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) ->
          LOG.debugf(
              "Injected a pod; namespace=%s name=%s mesh=%s reason=%s",
              namespaceOf(request), nameOf(request), OneLine.of(mesh, MAX_NAME), reason.code());
      case InjectionDecision.Skip(var reason, var notices) ->
          LOG.debugf(
              "Skipped a pod; namespace=%s name=%s reason=%s",
              namespaceOf(request), nameOf(request), reason.code());
      case InjectionDecision.Reject(var reason, var violations) ->
          LOG.infof(
              "Refused a pod; namespace=%s name=%s reason=%s message=%s",
              namespaceOf(request),
              nameOf(request),
              reason.code(),
              OneLine.of(Violation.join(violations), MAX_MESSAGE));
    }
  }

  private static String namespaceOf(AdmissionRequest request) {
    return OneLine.of(request.namespace(), MAX_NAME);
  }

  /** Not checked by Kubernetes yet, so it may be anything. */
  private static String nameOf(AdmissionRequest request) {
    var metadata = request.object().path("metadata");
    String name = metadata.path("name").asText("");
    return OneLine.of(name.isEmpty() ? metadata.path("generateName").asText("") : name, MAX_NAME);
  }
}
