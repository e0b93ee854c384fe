package io.higuma.dataplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.leader.Leadership;
import io.higuma.leader.WhileLeading;
import io.higuma.resource.ApiStatus;
import io.higuma.validation.Violation;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Dataplane of every injected pod as the pod and what is around it say. It goes with its
 * pod, which owns it; and before, when the pod takes no traffic any more.
 */
@Singleton
@ControllerConfiguration(
    name = DataplaneReconciler.NAME,
    informer =
        @Informer(labelSelector = "kuma.io/mesh", itemStore = DataplaneReconciler.Identities.class),
    generationAwareEventProcessing = false)
@GradualRetry(initialInterval = 500, intervalMultiplier = 2, maxInterval = 60_000, maxAttempts = -1)
public class DataplaneReconciler implements Reconciler<Pod> {
  public static final String NAME = "dataplane";

  private static final Logger LOG = Logger.getLogger(DataplaneReconciler.class);

  /**
   * A pod whose objects contradict each other is looked at again when one of them changes, and at
   * the latest then.
   */
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private static final Duration UNTIL_COMPLETE = Duration.ofMillis(200);

  private final KubernetesClient client;
  private final Leadership leadership;
  private final PodToDataplane conversion;
  private final Pods pods;
  private final EventRecorder events;
  private final ToldFailures failures = new ToldFailures();

  /** Where pods are kept, and what makes one of them worth another look. */
  public interface Pods {
    /**
     * Whether all that a conversion reads has been read once. Before, a pod would seem to have no
     * Services.
     */
    boolean isComplete();

    /** The pod as it is known now. */
    Optional<Pod> pod(String namespace, String name);

    List<EventSource<?, Pod>> triggers();
  }

  public DataplaneReconciler(
      @WhileLeading KubernetesClient client,
      Leadership leadership,
      PodToDataplane conversion,
      Pods pods,
      EventRecorder events) {
    this.client = client;
    this.leadership = leadership;
    this.conversion = conversion;
    this.pods = pods;
    this.events = events;
  }

  @Override
  public List<EventSource<?, Pod>> prepareEventSources(EventSourceContext<Pod> context) {
    return pods.triggers();
  }

  @Override
  public UpdateControl<Pod> reconcile(Pod identity, Context<Pod> context) {
    if (!leadership.holds()) {
      return UpdateControl.noUpdate();
    }
    if (!pods.isComplete()) {
      return UpdateControl.<Pod>noUpdate().rescheduleAfter(UNTIL_COMPLETE);
    }
    String namespace = identity.getMetadata().getNamespace();
    String name = identity.getMetadata().getName();
    Optional<Pod> known = pods.pod(namespace, name);
    if (known.isEmpty()) {
      failures.forget(identity);
      return UpdateControl.noUpdate(); // It comes with the cache's news, or is gone.
    }
    if (PodToDataplane.isZoneProxy(known.get())) {
      return UpdateControl.noUpdate(); // It has no Dataplane, and a controller of its own.
    }
    Pod pod = known.get();
    Optional<Dataplane> stored = conversion.surroundings().dataplane(namespace, name);
    return switch (conversion.convert(pod)) {
      case PodConversion.Keep(var desired, var skippedListeners) ->
          keep(pod, desired, stored, skippedListeners);
      case PodConversion.Remove remove -> {
        failures.forget(pod);
        stored.ifPresent(dataplane -> remove(dataplane, remove.reason()));
        yield UpdateControl.noUpdate();
      }
      case PodConversion.Failed(var violations) -> failed(pod, Violation.join(violations));
      case PodConversion.Nothing ignored -> UpdateControl.noUpdate();
      case PodConversion.KeepZoneIngress ignored -> UpdateControl.noUpdate();
      case PodConversion.KeepZoneEgress ignored -> UpdateControl.noUpdate();
    };
  }

  private UpdateControl<Pod> keep(
      Pod pod, Dataplane view, Optional<Dataplane> stored, List<String> skippedListeners) {
    if (stored.isPresent() && !StoredForm.differs(view, stored.get())) {
      failures.forget(pod);
      return UpdateControl.noUpdate();
    }
    Dataplane desired = StoredForm.of(view);
    Optional<String> objection = objection(desired);
    if (objection.isPresent()) {
      return failed(pod, objection.get());
    }
    try {
      write(pod, desired, stored);
    } catch (KubernetesClientException e) {
      if (ApiStatus.isOfAdmission(e.getStatus())) {
        return failed(pod, e.getStatus().getMessage());
      }
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && !ApiStatus.isOfEndingNamespace(e.getStatus())) {
        throw e;
      }
      // The cache is behind: its news brings us here again.
      return UpdateControl.noUpdate();
    }
    failures.forget(pod);
    if (!skippedListeners.isEmpty()) {
      events.record(
          pod,
          EventType.WARNING,
          "ZoneProxyListenersSkipped",
          "Zone proxy listeners of Services %s are left out: the mesh is not in mode Exclusive"
              .formatted(skippedListeners));
    }
    return UpdateControl.noUpdate();
  }

  private void write(Pod pod, Dataplane desired, Optional<Dataplane> stored) {
    String name = pod.getMetadata().getName();
    if (stored.isEmpty()) {
      client.resource(desired).create();
      events.record(
          pod, EventType.NORMAL, "CreatedKumaDataplane", "Created Kuma Dataplane: " + name);
    } else {
      desired.getMetadata().setResourceVersion(stored.get().getMetadata().getResourceVersion());
      client.resource(desired).update();
      events.record(
          pod, EventType.NORMAL, "UpdatedKumaDataplane", "Updated Kuma Dataplane: " + name);
    }
  }

  private Optional<String> objection(Dataplane desired) {
    return conversion
        .surroundings()
        .mesh(Objects.requireNonNull(desired.getMesh()))
        .flatMap(mesh ->
            OwnDataplanes.objection(
                client.getKubernetesSerialization().convertValue(desired, ObjectNode.class),
                mesh.getSpec()));
  }

  private UpdateControl<Pod> failed(Pod pod, String why) {
    if (failures.isNews(pod, why)) {
      events.record(
          pod,
          EventType.WARNING,
          "FailedToGenerateKumaDataplane",
          "Failed to generate Kuma Dataplane: " + why);
    }
    return UpdateControl.<Pod>noUpdate().rescheduleAfter(AFTER_FAILURE);
  }

  private void remove(Dataplane dataplane, String reason) {
    client.resource(dataplane).delete();
    LOG.infov(
        "Removed a Dataplane: {0}; namespace={1} name={2}",
        reason, dataplane.getMetadata().getNamespace(), dataplane.getMetadata().getName());
  }

  /**
   * Holds no more of a pod than its name: it is read where all caches are, and JOSDK's own is for
   * queueing only.
   */
  public static final class Identities implements ItemStore<Pod> {
    private final Map<String, Pod> identities = new ConcurrentHashMap<>();

    @Override
    public String getKey(Pod pod) {
      return Cache.metaNamespaceKeyFunc(pod);
    }

    @Override
    public @Nullable Pod put(String key, Pod pod) {
      ObjectMeta metadata = pod.getMetadata();
      Pod identity =
          new PodBuilder()
              .withNewMetadata()
              .withNamespace(metadata.getNamespace())
              .withName(metadata.getName())
              .withUid(metadata.getUid())
              .withResourceVersion(metadata.getResourceVersion())
              .endMetadata()
              .build();
      return identities.put(key, identity);
    }

    @Override
    public @Nullable Pod remove(String key) {
      return identities.remove(key);
    }

    @Override
    public Stream<String> keySet() {
      return identities.keySet().stream();
    }

    @Override
    public Stream<Pod> values() {
      return identities.values().stream();
    }

    @Override
    public @Nullable Pod get(String key) {
      return identities.get(key);
    }

    @Override
    public int size() {
      return identities.size();
    }

    @Override
    public boolean isFullState() {
      return false;
    }
  }
}
