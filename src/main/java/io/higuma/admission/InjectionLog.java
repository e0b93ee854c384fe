package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.events.EventTarget;
import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Notice;
import io.higuma.validation.Violation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/**
 * Logs decisions on pods: refusals and notices for the platform's engineers, the rest for who looks
 * closely. A controller that tries again and again gets one line in ten seconds.
 */
public final class InjectionLog implements InjectionObserver {
  private static final Logger LOG = Logger.getLogger(InjectionLog.class);

  /** Messages quote what users wrote, which may be long. */
  private static final int MAX_MESSAGE = 512;

  private final Repetitions<Key, IntConsumer> lines;

  private record Key(Subject subject, String reason) {}

  /**
   * Whose pod it is.
   *
   * @param owner kind and name of the controller; empty for a pod without one
   * @param name of a pod without a controller, whose pods differ in nothing else
   */
  private record Subject(String namespace, String owner, String name) {}

  public InjectionLog(InstantSource clock) {
    lines = new Repetitions<>(clock, InjectionLog::log);
  }

  @Override
  public void decided(AdmissionRequest request, InjectionDecision decision) {
    switch (decision) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) -> {
        if (LOG.isDebugEnabled()) { // On the way of every pod.
          LOG.debugf(
              "Injected a pod; namespace=%s name=%s mesh=%s reason=%s",
              cut(request.namespace()), nameOf(request), cut(mesh), reason.code());
        }
        notice(request, mesh, notices);
      }
      case InjectionDecision.Skip(var reason, var notices) -> {
        if (LOG.isDebugEnabled()) {
          LOG.debugf(
              "Skipped a pod; namespace=%s name=%s reason=%s",
              cut(request.namespace()), nameOf(request), reason.code());
        }
        notice(request, "", notices);
      }
      case InjectionDecision.Reject(var reason, var violations) -> {
        Subject subject = subjectOf(request);
        lines.count(
            new Key(subject, reason.code()),
            () ->
                refusal(subject, nameOf(request), reason.code(), cut(Violation.join(violations))));
      }
    }
  }

  @Override
  public void undecided(AdmissionRequest request, ClusterView.UnavailableException why) {
    Subject subject = subjectOf(request);
    lines.count(
        new Key(subject, ""),
        () -> failure(subject, nameOf(request), cut(String.valueOf(why.getMessage()))));
  }

  /** Logs the counts whose time has come. To be called about once a second. */
  public void sweep() {
    lines.sweep();
  }

  /** Logs what is left, at the end. */
  public void flush() {
    lines.flush();
  }

  private void notice(AdmissionRequest request, String mesh, List<Notice> notices) {
    if (notices.isEmpty()) {
      return;
    }
    Subject subject = subjectOf(request);
    String name = nameOf(request);
    NoticeGroups.of(notices)
        .forEach((reason, messages) ->
            lines.count(
                new Key(subject, reason.code()),
                () -> notice(subject, name, cut(mesh), reason.code(), cut(messages))));
  }

  private static IntConsumer refusal(Subject subject, String name, String reason, String message) {
    return count ->
        LOG.infof(
            "Refused a pod; namespace=%s name=%s owner=%s reason=%s count=%d message=%s",
            subject.namespace(), name, subject.owner(), reason, count, message);
  }

  private static IntConsumer failure(Subject subject, String name, String message) {
    return count ->
        LOG.warnf(
            "Could not decide on a pod, which is denied for now; namespace=%s name=%s owner=%s count=%d message=%s",
            subject.namespace(), name, subject.owner(), count, message);
  }

  private static IntConsumer notice(
      Subject subject, String name, String mesh, String reason, String message) {
    return count ->
        LOG.infof(
            "Noticed something odd about a pod; namespace=%s name=%s owner=%s mesh=%s reason=%s count=%d message=%s",
            subject.namespace(), name, subject.owner(), mesh, reason, count, message);
  }

  private static boolean log(IntConsumer line, int times, Instant last) {
    line.accept(times);
    return true;
  }

  private static Subject subjectOf(AdmissionRequest request) {
    String namespace = cut(request.namespace());
    Optional<EventTarget> owner = PodOwner.of(request.object(), namespace);
    return owner.isPresent()
        ? new Subject(namespace, owner.get().kind() + "/" + owner.get().name(), "")
        : new Subject(namespace, "", nameOf(request));
  }

  private static String nameOf(AdmissionRequest request) {
    JsonNode metadata = request.object().path("metadata");
    String name = metadata.path("name").asText("");
    return cut(name.isEmpty() ? metadata.path("generateName").asText("") : name);
  }

  /** Names come before the API server has checked them, too. */
  private static String cut(String text) {
    return OneLine.of(text, MAX_MESSAGE);
  }
}
