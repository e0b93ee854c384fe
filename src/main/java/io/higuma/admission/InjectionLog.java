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

  @Override
  public void decided(AdmissionRequest request, InjectionDecision decision) {
    if (!(decision instanceof InjectionDecision.Reject) && !LOG.isDebugEnabled()) {
      return; // Nearly all of them, and on the way of every pod.
    }
    switch (decision) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) ->
          LOG.debugf(
              "Injected a pod; namespace=%s name=%s mesh=%s reason=%s",
              request.namespace(), nameOf(request), mesh, reason.code());
      case InjectionDecision.Skip(var reason, var notices) ->
          LOG.debugf(
              "Skipped a pod; namespace=%s name=%s reason=%s",
              request.namespace(), nameOf(request), reason.code());
      case InjectionDecision.Reject(var reason, var violations) ->
          LOG.infof(
              "Refused a pod; namespace=%s name=%s reason=%s message=%s",
              request.namespace(), nameOf(request), reason.code(), cut(Violation.join(violations)));
    }
  }

  private static String nameOf(AdmissionRequest request) {
    var metadata = request.object().path("metadata");
    String name = metadata.path("name").asText("");
    return name.isEmpty() ? metadata.path("generateName").asText("") : name;
  }

  private static String cut(String message) {
    String line = message.replaceAll("\\p{Cntrl}", " ");
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) : line;
  }
}
