package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.identity.IssuedCertificate;
import io.higuma.metadata.Annotations;
import io.higuma.policystatus.PolicyReport;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import io.higuma.xds.KumaVersion;
import io.higuma.xds.ProxyEvent;
import io.higuma.xds.ProxyId;
import io.higuma.xds.ProxyObserver;
import io.higuma.xds.Subscription;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the DataplaneInsights of the proxies that are connected to this replica: written soon after
 * a proxy comes, and then as often as the settings say, if something has changed. What was written
 * last is remembered, so that the next write asks for nothing first.
 */
public final class DataplaneInsights implements ProxyObserver, AutoCloseable {
  /** What a proxy that starts is sent and accepts goes into the first write. */
  public static final Duration FIRST = Duration.ofSeconds(1);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MTLS = "mTLS";
  private static final String SUBSCRIPTIONS = "subscriptions";
  private static final int WORKERS = 4;

  /** However many proxies come or go: the API server has others to serve. */
  private static final int WRITES_A_SECOND = 200;

  private final Reads reads;
  private final Store store;
  private final InsightForm form;
  private final String instance;
  private final InstantSource clock;
  private final Pace pace = new Pace(WRITES_A_SECOND);
  private final WorkQueue<ProxyId> queue;

  /** By proxy and stream. */
  private final Map<ProxyId, Map<String, ObservedStream>> streams = new ConcurrentHashMap<>();

  private final Map<ProxyId, Written> written = new ConcurrentHashMap<>();

  /**
   * What is stored of a proxy.
   *
   * @param version of the object
   * @param others streams that are none of ours, or have ended
   * @param described the stream whose metadata it has; empty if not known
   */
  private record Written(String version, JsonNode others, String described) {}

  /** What is known elsewhere. */
  public interface Reads {
    /** From memory. */
    Optional<Dataplane> dataplane(ObjectKey key);

    /** From memory, which may be behind: whether there is an insight already. */
    boolean hasInsight(ObjectKey key);

    /** What the proxy has now. */
    Optional<IssuedCertificate> certificate(ProxyId proxy);

    /** Whether the proxies of the mesh have certificates. */
    boolean hasMtls(String mesh);
  }

  /** Where insights are stored; waits for the API server, and throws what it can't do. */
  public interface Store {
    /** As it is stored. */
    Optional<GenericKubernetesResource> read(ObjectKey key);

    /** Gives the version that it has then; empty if there is one already. */
    Optional<String> create(GenericKubernetesResource insight);

    /**
     * Gives the version that it has then; empty if it is gone or has changed.
     *
     * @param mergePatch with the version that it is about
     */
    Optional<String> patch(ObjectKey key, JsonNode mergePatch);
  }

  /**
   * Has nothing to write yet.
   *
   * @param limit the most streams that an insight keeps
   * @param instance the name of this control plane
   */
  public DataplaneInsights(
      Reads reads, Store store, int limit, String instance, Timing timing, InstantSource clock) {
    this.reads = reads;
    this.store = store;
    this.form = new InsightForm(limit, KumaVersion.COMPATIBLE);
    this.instance = instance;
    this.clock = clock;
    queue =
        new WorkQueue<>(
            "dataplane-insights",
            this::write,
            proxy -> true,
            new WorkQueue.Timing(timing.first(), timing.pause()),
            WORKERS);
  }

  /**
   * When insights are written.
   *
   * @param first after news of a proxy of which there was none for a while
   * @param pause between two writes for one proxy
   */
  public record Timing(Duration first, Duration pause) {}

  /** Has the work counted. */
  public void measure(MeterRegistry registry) {
    queue.measure(registry);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the map is replaced when anything is new
  public void observe(ProxyEvent event) {
    var before = streams.get(event.proxy());
    var now = streams.compute(event.proxy(), (proxy, known) -> after(known, event));
    if (before != now) {
      queue.add(event.proxy());
    }
  }

  private @Nullable Map<String, ObservedStream> after(
      @Nullable Map<String, ObservedStream> known, ProxyEvent event) {
    ObservedStream stream = known == null ? null : known.get(event.stream());
    ObservedStream next;
    if (event instanceof ProxyEvent.Connected connected) {
      next = ObservedStream.begin(connected, instance);
    } else if (stream == null) {
      return known;
    } else {
      next = stream.after(event);
    }
    if (next.equals(stream)) {
      return known;
    }
    var all = new LinkedHashMap<String, ObservedStream>();
    if (known != null) {
      all.putAll(known);
    }
    all.put(event.stream(), next);
    return all;
  }

  /** To be called when the proxy has another certificate. */
  public void changed(ProxyId proxy) {
    if (streams.containsKey(proxy)) {
      queue.add(proxy);
    }
  }

  private void write(ProxyId proxy) {
    Map<String, ObservedStream> known = streams.get(proxy);
    if (known == null) {
      return;
    }
    List<ObservedStream> all = List.copyOf(known.values());
    ObjectKey key = DataPlaneFacts.key(proxy);
    Optional<Dataplane> dataplane = reads.dataplane(key);
    // Without a Dataplane there is no insight either: it goes with it.
    Optional<Written> stored = dataplane.map(owner -> write(proxy, key, owner, all));
    forget(proxy, known);
    Map<String, ObservedStream> left = streams.get(proxy);
    if (left == null) {
      written.remove(proxy);
    } else {
      stored.ifPresent(now -> written.put(proxy, withoutOwn(now, left.keySet())));
    }
    if (dataplane.isEmpty() && all.stream().anyMatch(stream -> stream.subscription().isOnline())) {
      throw new IllegalStateException("its Dataplane is not known yet");
    }
  }

  /** What is in memory anyway is not kept twice. */
  private static Written withoutOwn(Written written, Set<String> own) {
    ArrayNode others = JSON.createArrayNode();
    for (JsonNode stream : written.others()) {
      if (!own.contains(stream.path("id").asText())) {
        others.add(stream);
      }
    }
    return new Written(written.version(), others, written.described());
  }

  private Written write(ProxyId proxy, ObjectKey key, Dataplane owner, List<ObservedStream> known) {
    pace.await();
    Written before = written.remove(proxy); // Should this fail, nobody knows what is there.
    if (before == null && !reads.hasInsight(key)) {
      Optional<Written> made = create(proxy, key, owner, known);
      if (made.isPresent()) {
        return made.get();
      }
    }
    if (before == null) {
      Optional<GenericKubernetesResource> stored = store.read(key);
      if (stored.isEmpty()) {
        return create(proxy, key, owner, known).orElseThrow(DataplaneInsights::outdated);
      }
      before = read(stored.get(), owner);
    }
    return patch(proxy, key, before, known);
  }

  private static Written read(GenericKubernetesResource stored, Dataplane owner) {
    if (!isOwned(stored, owner)) {
      throw new IllegalStateException("the insight of a former Dataplane is still there");
    }
    JsonNode status = JSON.valueToTree(stored.getAdditionalProperties().get("status"));
    return new Written(stored.getMetadata().getResourceVersion(), status.path(SUBSCRIPTIONS), "");
  }

  private Written patch(ProxyId proxy, ObjectKey key, Written before, List<ObservedStream> known) {
    ObjectNode status = status(proxy, before.others(), known);
    Subscription newest = known.getLast().subscription();
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", before.version());
    if (isElsewhere(before.others(), known)) {
      status.remove(MTLS);
    } else {
      if (!before.described().equals(newest.id())) {
        status.set("metadata", InsightForm.metadata(newest));
      }
      PolicyReport report = report(known);
      metadata
          .putObject("annotations")
          .put(Annotations.POLICIES.name(), report.isEmpty() ? null : report.text());
    }
    patch.set("status", status);
    String version = store.patch(key, patch).orElseThrow(DataplaneInsights::outdated);
    return new Written(version, status.path(SUBSCRIPTIONS), newest.id());
  }

  /**
   * Whether the proxy has gone to another instance, which may be seen there before its end is seen
   * here: then the rest of the insight is that instance's.
   */
  private static boolean isElsewhere(JsonNode stored, List<ObservedStream> known) {
    Set<String> own = new HashSet<>();
    for (ObservedStream stream : known) {
      if (stream.subscription().isOnline()) {
        return false;
      }
      own.add(stream.subscription().id());
    }
    for (JsonNode one : stored) {
      if (!one.hasNonNull(InsightForm.DISCONNECTED) && !own.contains(one.path("id").asText())) {
        return true;
      }
    }
    return false;
  }

  private static IllegalStateException outdated() {
    return new IllegalStateException("the insight has changed meanwhile");
  }

  private ObjectNode status(ProxyId proxy, JsonNode others, List<ObservedStream> known) {
    ObjectNode before = JSON.createObjectNode();
    before.set(SUBSCRIPTIONS, others);
    List<Subscription> ours = known.stream().map(ObservedStream::subscription).toList();
    return form.status(before, ours, certificate(proxy), clock.instant());
  }

  /** Of a proxy that is connected; a stream that has ended has nothing. */
  private static PolicyReport report(List<ObservedStream> known) {
    return known.reversed().stream()
        .filter(stream -> stream.subscription().isOnline())
        .findFirst()
        .map(stream -> stream.policies().report())
        .orElse(PolicyReport.NONE);
  }

  private InsightForm.Certificate certificate(ProxyId proxy) {
    Optional<IssuedCertificate> issued = reads.certificate(proxy);
    if (issued.isPresent()) {
      return new InsightForm.Certificate.Issued(issued.get());
    }
    return reads.hasMtls(proxy.mesh())
        ? new InsightForm.Certificate.Unknown()
        : new InsightForm.Certificate.NoMtls();
  }

  /** Or of nobody, as Kuma leaves it on other stores. */
  private static boolean isOwned(GenericKubernetesResource insight, Dataplane owner) {
    return insight.getMetadata().getOwnerReferences().stream()
        .filter(reference -> reference.getKind().equals(owner.getKind()))
        .allMatch(reference -> reference.getUid().equals(owner.getMetadata().getUid()));
  }

  private Optional<Written> create(
      ProxyId proxy, ObjectKey key, Dataplane owner, List<ObservedStream> known) {
    Subscription newest = known.getLast().subscription();
    ObjectNode status = status(proxy, JSON.createArrayNode(), known);
    status.set("metadata", InsightForm.metadata(newest));
    if (status.path(MTLS).isNull()) {
      status.remove(MTLS); // It is for a patch, which takes away what is null.
    }
    PolicyReport report = report(known);
    var insight = new GenericKubernetesResource();
    insight.setApiVersion("kuma.io/v1alpha1");
    insight.setKind(ResourceKind.DATAPLANE_INSIGHT.kind());
    insight.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(key.namespace())
            .withName(key.name())
            .withAnnotations(
                report.isEmpty() ? Map.of() : Map.of(Annotations.POLICIES.name(), report.text()))
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .build())
            .build());
    insight.setAdditionalProperty("mesh", proxy.mesh());
    insight.setAdditionalProperty("status", JSON.convertValue(status, Map.class));
    return store
        .create(insight)
        .map(version -> new Written(version, status.path(SUBSCRIPTIONS), newest.id()));
  }

  /** Streams that have ended and are written need not be remembered. */
  private void forget(ProxyId proxy, Map<String, ObservedStream> seen) {
    streams.computeIfPresent(
        proxy,
        (id, now) -> {
          var left = new LinkedHashMap<>(now);
          left.entrySet()
              .removeIf(stream ->
                  !stream.getValue().subscription().isOnline()
                      && stream.getValue().equals(seen.get(stream.getKey())));
          return left.isEmpty() ? null : left;
        });
  }

  @Override
  public void close() {
    queue.close();
  }
}
