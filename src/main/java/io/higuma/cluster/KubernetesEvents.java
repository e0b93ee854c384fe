package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Events in the Kubernetes API, written by one thread off everybody's path. What comes again is
 * counted on the event that is there; when more comes than can be written, the newest are dropped.
 */
public final class KubernetesEvents implements EventRecorder, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KubernetesEvents.class);
  private static final int QUEUE = 1_000;
  private static final int REMEMBERED = 2_000;
  private static final int MAX_MESSAGE = 1_024;

  private final KubernetesClient client;
  private final String source;
  private final InstantSource clock;
  private final ExecutorService writer;
  private final Map<Key, Stored> stored = new Remembered();

  private record Key(String uid, String name, String reason, String message) {}

  private record Stored(String namespace, String name, int count) {}

  /**
   * @param source the component that the events are from
   */
  public KubernetesEvents(KubernetesClient client, String source, InstantSource clock) {
    this.client = client;
    this.source = source;
    this.clock = clock;
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            Thread.ofPlatform().daemon().name("events").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public void record(HasMetadata regarding, EventType type, String reason, String message) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String cut = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    writer.execute(() -> write(regarding, type, reason, cut, now.toString()));
  }

  @Override
  public void close() {
    writer.shutdown();
  }

  private void write(
      HasMetadata regarding, EventType type, String reason, String message, String now) {
    String uid = regarding.getMetadata().getUid();
    var key = new Key(uid == null ? "" : uid, regarding.getMetadata().getName(), reason, message);
    try {
      Stored before = stored.get(key);
      if (before == null || !countAgain(key, before, now)) {
        create(key, regarding, type, now);
      }
    } catch (KubernetesClientException e) {
      LOG.warnv("An event on {0} could not be stored: {1}", key.name(), e.getMessage());
    }
  }

  private boolean countAgain(Key key, Stored before, String now) {
    int count = before.count() + 1;
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

  private void create(Key key, HasMetadata regarding, EventType type, String now) {
    String namespace = regarding.getMetadata().getNamespace();
    String home = namespace == null ? "default" : namespace;
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(key.name() + ".")
            .withNamespace(home)
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(regarding.getApiVersion())
            .withKind(regarding.getKind())
            .withNamespace(namespace)
            .withName(key.name())
            .withUid(regarding.getMetadata().getUid())
            .endInvolvedObject()
            .withType(type.text())
            .withReason(key.reason())
            .withMessage(key.message())
            .withCount(1)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withNewSource()
            .withComponent(source)
            .endSource()
            .build();
    Event made = client.v1().events().inNamespace(home).resource(event).create();
    stored.put(key, new Stored(home, made.getMetadata().getName(), 1));
  }

  /** The events of late; used by the writing thread alone. */
  private static final class Remembered extends LinkedHashMap<Key, Stored> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Stored> eldest) {
      return size() > REMEMBERED;
    }
  }
}
