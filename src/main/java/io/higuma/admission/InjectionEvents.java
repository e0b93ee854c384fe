package io.higuma.admission;

import io.higuma.events.CountedEvent;
import io.higuma.events.EventTarget;
import io.higuma.events.EventType;
import io.higuma.events.EventWriter;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Notice;
import io.higuma.inject.Reason;
import io.higuma.validation.Violation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells decisions on pods as Events on what made the pods, where their user looks: a pod that is
 * refused does not exist, and the answer to its creation went to a controller. A pod without an
 * owner has none, as its user reads the answer. Decisions of a kind on the pods of one owner are
 * counted, so that a large rollout costs a few requests to the API server.
 */
public final class InjectionEvents implements InjectionObserver {
  private static final String SOURCE = "higuma.io/injector";

  /** The most that an Event can say; what users wrote may be very long, and is held for a while. */
  private static final int MAX_MESSAGE = 1_024;

  private final EventWriter writer;
  private final Repetitions<Key, Told> events;

  private record Key(EventTarget owner, Reason reason) {}

  private record Told(EventTarget owner, EventType type, String reason, String message) {}

  public InjectionEvents(InstantSource clock, EventWriter writer) {
    this.writer = writer;
    this.events = new Repetitions<>(clock, this::write);
  }

  @Override
  public void decided(AdmissionRequest request, InjectionDecision decision) {
    if (request.dryRun() || isOrdinary(decision)) {
      return;
    }
    Optional<EventTarget> owner = PodOwner.of(request.object(), request.namespace());
    if (owner.isPresent()) {
      tell(owner.get(), decision);
    }
  }

  /** Writes the counts whose time has come. To be called about once a second. */
  public void sweep() {
    events.sweep();
  }

  /** Writes what is left, at the end. */
  public void flush() {
    events.flush();
  }

  /** A pod that nobody wanted a sidecar for, and nothing is odd about. */
  private static boolean isOrdinary(InjectionDecision decision) {
    return decision instanceof InjectionDecision.Skip(var reason, var notices)
        && !reason.isWarning()
        && notices.isEmpty();
  }

  private void tell(EventTarget owner, InjectionDecision decision) {
    switch (decision) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) -> {
        count(
            owner,
            reason,
            () ->
                new Told(
                    owner,
                    EventType.NORMAL,
                    "SidecarInjected",
                    OneLine.of(
                        "%s: mesh %s; %s".formatted(reason.code(), mesh, reason.sentence()),
                        MAX_MESSAGE)));
        tell(owner, notices);
      }
      case InjectionDecision.Skip(var reason, var notices) -> {
        if (reason.isWarning()) {
          warn(owner, "SidecarSkipped", reason, reason::sentence);
        }
        tell(owner, notices);
      }
      case InjectionDecision.Reject(var reason, var violations) ->
          warn(owner, "SidecarRefused", reason, () -> Violation.join(violations));
    }
  }

  private void tell(EventTarget owner, List<Notice> notices) {
    NoticeGroups.of(notices)
        .forEach((reason, messages) -> warn(owner, "InjectionNotice", reason, () -> messages));
  }

  private void warn(EventTarget owner, String event, Reason reason, Supplier<String> message) {
    count(
        owner,
        reason,
        () ->
            new Told(
                owner,
                EventType.WARNING,
                event,
                OneLine.of(reason.code() + ": " + message.get(), MAX_MESSAGE)));
  }

  private void count(EventTarget owner, Reason reason, Supplier<Told> what) {
    events.count(new Key(owner, reason), what);
  }

  private boolean write(Told told, int times, Instant last) {
    return writer.write(
        new CountedEvent(
            SOURCE, told.owner(), told.type(), told.reason(), told.message(), times, last));
  }
}
