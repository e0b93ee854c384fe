package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.identity.IssuedCertificate;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import io.higuma.service.Writes;
import io.higuma.xds.KumaVersion;
import io.higuma.xds.ProxyEvent;
import io.higuma.xds.ProxyId;
import io.higuma.xds.ProxyObserver;
import io.higuma.xds.Subscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the DataplaneInsights of the proxies that are connected to this replica: written when a
 * proxy comes, and then as often as the settings say, if something has changed.
 */
public final class DataplaneInsights implements ProxyObserver, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MTLS = "mTLS";
  private static final int WORKERS = 4;

  private final Reads reads;
  private final Writes writes;
  private final InsightForm form;
  private final String instance;
  private final InstantSource clock;
  private final WorkQueue<ProxyId> queue;

  /** By proxy and stream. */
  private final Map<ProxyId, Map<String, Subscription>> streams = new ConcurrentHashMap<>();

  /** What is known elsewhere. */
  public interface Reads {
    /** From memory. */
    Optional<Dataplane> dataplane(ObjectKey key);

    /** As it is stored; waits for the API server. */
    Optional<GenericKubernetesResource> insight(ObjectKey key);

    /** What the proxy has now. */
    Optional<IssuedCertificate> certificate(ProxyId proxy);

    /** Whether the proxies of the mesh have certificates. */
    boolean hasMtls(String mesh);
  }

  /**
   * Has nothing to write yet.
   *
   * @param limit the most streams that an insight keeps
   * @param instance the name of this control plane
   * @param pause between two writes for one proxy
   */
  public DataplaneInsights(
      Reads reads, Writes writes, int limit, String instance, Duration pause, InstantSource clock) {
    this.reads = reads;
    this.writes = writes;
    this.form = new InsightForm(limit, KumaVersion.COMPATIBLE);
    this.instance = instance;
    this.clock = clock;
    queue = new WorkQueue<>("dataplane-insights", this::write, proxy -> true, pause, WORKERS);
  }

  @Override
  public void observe(ProxyEvent event) {
    streams.compute(event.proxy(), (proxy, known) -> after(known, event));
    queue.add(event.proxy());
  }

  private @Nullable Map<String, Subscription> after(
      @Nullable Map<String, Subscription> known, ProxyEvent event) {
    var next = new LinkedHashMap<String, Subscription>();
    if (known != null) {
      next.putAll(known);
    }
    if (event instanceof ProxyEvent.Connected connected) {
      next.put(event.stream(), Subscription.begin(connected, instance));
    } else {
      next.computeIfPresent(event.stream(), (stream, before) -> before.after(event));
    }
    return next.isEmpty() ? null : next;
  }

  /** To be called when the proxy has another certificate. */
  public void changed(ProxyId proxy) {
    if (streams.containsKey(proxy)) {
      queue.add(proxy);
    }
  }

  private void write(ProxyId proxy) {
    Map<String, Subscription> known = streams.get(proxy);
    if (known == null) {
      return;
    }
    ObjectKey key = DataPlaneFacts.key(proxy);
    Optional<Dataplane> dataplane = reads.dataplane(key);
    // Without a Dataplane there is no insight either: it goes with it.
    dataplane.ifPresent(owner -> write(proxy, key, owner, List.copyOf(known.values())));
    forget(proxy, known);
    if (dataplane.isEmpty() && known.values().stream().anyMatch(Subscription::isOnline)) {
      throw new IllegalStateException("its Dataplane is not known yet");
    }
  }

  private void write(ProxyId proxy, ObjectKey key, Dataplane owner, List<Subscription> known) {
    Optional<GenericKubernetesResource> stored = reads.insight(key);
    if (stored.filter(insight -> !isOwned(insight, owner)).isPresent()) {
      throw new IllegalStateException("the insight of a former Dataplane is still there");
    }
    JsonNode before =
        stored
            .<JsonNode>map(
                insight -> JSON.valueToTree(insight.getAdditionalProperties().get("status")))
            .orElseGet(JsonNodeFactory.instance::objectNode);
    ObjectNode status = form.status(before, known, certificate(proxy), clock.instant());
    Writes.Outcome outcome;
    if (stored.isPresent()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch
          .putObject("metadata")
          .put("resourceVersion", stored.get().getMetadata().getResourceVersion());
      patch.set("status", status);
      outcome = writes.patch(stored.get(), patch);
    } else {
      outcome = writes.create(insight(proxy, key, owner, status));
    }
    if (outcome == Writes.Outcome.OUTDATED) {
      throw new IllegalStateException("the insight has changed meanwhile");
    }
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

  private static GenericKubernetesResource insight(
      ProxyId proxy, ObjectKey key, Dataplane owner, ObjectNode status) {
    if (status.path(MTLS).isNull()) {
      status.remove(MTLS); // It is for a patch, which takes away what is null.
    }
    var insight = new GenericKubernetesResource();
    insight.setApiVersion("kuma.io/v1alpha1");
    insight.setKind(ResourceKind.DATAPLANE_INSIGHT.kind());
    insight.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(key.namespace())
            .withName(key.name())
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
    return insight;
  }

  /** Streams that have ended and are written need not be remembered. */
  private void forget(ProxyId proxy, Map<String, Subscription> written) {
    streams.computeIfPresent(
        proxy,
        (id, now) -> {
          var left = new LinkedHashMap<>(now);
          left.entrySet()
              .removeIf(stream ->
                  !stream.getValue().isOnline()
                      && stream.getValue().equals(written.get(stream.getKey())));
          return left.isEmpty() ? null : left;
        });
  }

  @Override
  public void close() {
    queue.close();
  }
}
