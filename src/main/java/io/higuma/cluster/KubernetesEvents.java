package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.events.CountedEvent;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventTarget;
import io.higuma.events.EventType;
import io.higuma.events.EventWriter;
import io.higuma.resource.ApiStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Events in the Kubernetes API, written by one thread off everybody's path. What comes again is
 * counted on the event that is there; when more comes than can be written, the newest are lost,
 * Warnings last.
 */
public final class KubernetesEvents implements EventRecorder, EventWriter, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KubernetesEvents.class);
  private static final int QUEUE = 1_000;
  private static final int REMEMBERED = 2_000;
  private static final int MAX_MESSAGE = 1_024;

  /** For the last events at the end of the process, which must not wait for a lost API server. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final KubernetesClient client;
  private final String source;
  private final InstantSource clock;
  private final ExecutorService writer;
  private final WaitingEvents waiting = new WaitingEvents(QUEUE);
  private final LostEvents lost;
  private final Map<Key, Stored> stored = new Remembered();

  private record Key(EventTarget regarding, String reason, String message) {}

  private record Stored(String namespace, String name, int count) {}

  /**
   * @param source the component that recorded events are from
   */
  public KubernetesEvents(
      KubernetesClient client, String source, InstantSource clock, MeterRegistry meters) {
    this.client = client;
    this.source = source;
    this.clock = clock;
    this.lost = new LostEvents(meters, clock);
    this.writer =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("events").factory());
  }

  /** Records for another component. */
  public EventRecorder from(String component) {
    return (regarding, type, reason, message) ->
        record(component, regarding, type, reason, message);
  }

  @Override
  public void record(HasMetadata regarding, EventType type, String reason, String message) {
    record(source, regarding, type, reason, message);
  }

  private void record(
      String component, HasMetadata regarding, EventType type, String reason, String message) {
    var event =
        new CountedEvent(
            component, EventTarget.of(regarding), type, reason, message, 1, clock.instant());
    if (!write(event)) {
      lost.noPlace(type);
    }
  }

  @Override
  public boolean write(CountedEvent event) {
    return switch (waiting.offer(event)) {
      case REFUSED -> false;
      case TAKEN_FOR_ANOTHER -> {
        lost.noPlace(EventType.NORMAL); // Its turn is this one's now.
        yield true;
      }
      case TAKEN -> hasTurn();
    };
  }

  private boolean hasTurn() {
    try {
      writer.execute(() -> waiting.next().ifPresent(this::store));
      return true;
    } catch (RejectedExecutionException e) { // It has been closed.
      return false;
    }
  }

  /** Ends when what was taken has been written, or after a few seconds. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void store(CountedEvent event) {
    String message = event.message();
    var key =
        new Key(
            event.regarding(),
            event.reason(),
            message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message);
    String now = event.last().truncatedTo(ChronoUnit.SECONDS).toString();
    try {
      Stored before = stored.get(key);
      if (before == null || !countAgain(key, before, event.count(), now)) {
        create(key, event, now);
      }
    } catch (KubernetesClientException e) {
      boolean isExpected = ApiStatus.isOfEndingNamespace(e.getStatus());
      if (!isExpected) {
        lost.failed(event.type());
      }
      LOG.logv(
          isExpected ? Logger.Level.DEBUG : Logger.Level.WARN,
          "An event on {0} could not be stored: {1}",
          event.regarding().name(),
          e.getMessage());
    } catch (IllegalStateException e) { // The client has been closed.
      lost.failed(event.type());
      LOG.warnv("An event on {0} is lost: {1}", event.regarding().name(), e.getMessage());
    }
  }

  private boolean countAgain(Key key, Stored before, int more, String now) {
    int count = before.count() + more;
    // Of an object in hand: by its name alone the client would read it first, which we may not.
    Event counted =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(before.namespace())
            .withName(before.name())
            .endMetadata()
            .build();
    try {
      client
          .resource(counted)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(count, now));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) { // Events live for an hour.
        return false;
      }
      throw e;
    }
    stored.put(key, new Stored(before.namespace(), before.name(), count));
    return true;
  }

  private void create(Key key, CountedEvent event, String now) {
    EventTarget regarding = key.regarding();
    String home = regarding.namespace().isEmpty() ? "default" : regarding.namespace();
    Event made =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(regarding.name() + ".")
            .withNamespace(home)
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(regarding.apiVersion())
            .withKind(regarding.kind())
            .withNamespace(nullIfEmpty(regarding.namespace()))
            .withName(regarding.name())
            .withUid(nullIfEmpty(regarding.uid()))
            .endInvolvedObject()
            .withType(event.type().text())
            .withReason(key.reason())
            .withMessage(key.message())
            .withCount(event.count())
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withNewSource()
            .withComponent(event.source())
            .endSource()
            .build();
    Event answer = client.v1().events().inNamespace(home).resource(made).create();
    stored.put(key, new Stored(home, answer.getMetadata().getName(), event.count()));
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The events of late; used by the writing thread alone. */
  private static final class Remembered extends LinkedHashMap<Key, Stored> {
    private static final long serialVersionUID = 1L;

    Remembered() {
      super(16, 0.75f, true); // in the order of their last use
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Stored> eldest) {
      return size() > REMEMBERED;
    }
  }
}
