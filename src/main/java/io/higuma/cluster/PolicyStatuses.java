package io.higuma.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.policystatus.PolicyReport;
import io.higuma.policystatus.PolicyStatusReconciler;
import io.higuma.policystatus.PolicyTally;
import io.higuma.policystatus.StatusPolicy;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.Connection;
import io.higuma.service.ObjectKey;
import io.higuma.service.Writes;
import io.higuma.targetref.Policy;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Follows DataplaneInsights and policies, and has the status of each policy kept whose numbers, or
 * which itself, have changed. A change costs what it changes.
 */
public final class PolicyStatuses implements LeaderElection.Follower, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Numbers need not be right at every moment of a rollout. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int WORKERS = 2;

  private final StoredObjects stored;
  private final PolicyTally tally = new PolicyTally();

  /** By the first part of their revision. */
  private final Map<String, StatusPolicy> policies = new ConcurrentHashMap<>();

  /** Proxies with the same policies say the same. */
  private final Cache<String, PolicyReport> reports = Caffeine.newBuilder().weakValues().build();

  private final WorkQueue<String> queue;
  private final SharedIndexInformer<GenericKubernetesResource> insights;
  private final Map<ResourceKind, SharedIndexInformer<GenericKubernetesResource>> waiting =
      new EnumMap<>(ResourceKind.class);
  private boolean isCounting;

  /**
   * Of what these read, by {@link #attach}.
   *
   * @param kinds of policies that have an effect
   */
  public PolicyStatuses(
      ServiceCaches services,
      ProxyCaches proxies,
      Set<ResourceKind> kinds,
      String systemNamespace,
      Writes writes,
      InstantSource clock) {
    stored = new StoredObjects(systemNamespace);
    insights = services.informer(ResourceKind.DATAPLANE_INSIGHT);
    proxies.forEach((kind, informer) -> {
      if (kinds.contains(kind)) {
        waiting.put(kind, informer);
      }
    });
    var reconciler =
        new PolicyStatusReconciler(
            policy -> Optional.ofNullable(policies.get(policy)), tally, clock, writes);
    queue = new WorkQueue<>("policy-status", reconciler::reconcile, policy -> true, PAUSE, WORKERS);
  }

  /**
   * Takes up what has been read by now, and follows it. To be called whenever a kind is read. All
   * insights are counted before the first policy is looked at, so that a start writes nothing.
   */
  public void attach() {
    synchronized (waiting) {
      if (!isCounting && insights.hasSynced()) {
        // Told of all that is there before this returns, since it has been read.
        insights.addEventHandler(
            new Following(this::count, this::forget, (before, after) -> false));
        isCounting = true;
      }
      if (isCounting) {
        waiting.entrySet().removeIf(one -> attached(one.getKey(), one.getValue()));
      }
    }
  }

  private boolean attached(
      ResourceKind kind, SharedIndexInformer<GenericKubernetesResource> informer) {
    if (!informer.hasSynced()) {
      return false;
    }
    informer.addEventHandler(
        new Following(
            object -> keep(read(kind, object)),
            object -> drop(read(kind, object)),
            Differences::movesBetweenMeshes));
    return true;
  }

  private void count(GenericKubernetesResource insight) {
    tally.put(ObjectKey.of(insight), report(insight)).forEach(this::look);
  }

  private void forget(GenericKubernetesResource insight) {
    tally.put(ObjectKey.of(insight), PolicyReport.NONE).forEach(this::look);
  }

  private PolicyReport report(GenericKubernetesResource insight) {
    String text = ObjectMetadata.annotations(insight).get(Annotations.POLICIES.name());
    if (text == null
        || !Connection.of(JSON.valueToTree(insight.getAdditionalProperties().get("status")))
            .isOpen()) {
      return PolicyReport.NONE;
    }
    return reports.get(text, PolicyReport::parse);
  }

  /** Of policies that are not known here: they will be looked at when they are. */
  private void look(String policy) {
    if (policies.containsKey(policy)) {
      queue.add(policy);
    }
  }

  private StatusPolicy read(ResourceKind kind, GenericKubernetesResource object) {
    MeshObject read = stored.of(kind, object);
    return new StatusPolicy(
        object, Policy.of(kind, read.mesh(), read.name(), read.labels(), read.spec()));
  }

  private void keep(StatusPolicy policy) {
    String id = policy.policy().revision().policy();
    policies.put(id, policy);
    queue.add(id);
  }

  private void drop(StatusPolicy policy) {
    policies.remove(policy.policy().revision().policy());
  }

  /** Has the work counted. */
  public void measure(MeterRegistry registry) {
    queue.measure(registry);
  }

  /** What is counted is known to every replica; one writes it. */
  @Override
  public void lead() {
    queue.resume();
    policies.keySet().forEach(queue::add);
  }

  @Override
  public void rest() {
    queue.rest();
  }

  @Override
  public void close() {
    queue.close();
  }

  /**
   * Has it told each state that there is, and what is no more.
   *
   * @param moves whether after an update nothing is where it was
   */
  private record Following(
      Consumer<GenericKubernetesResource> put,
      Consumer<GenericKubernetesResource> remove,
      BiPredicate<GenericKubernetesResource, GenericKubernetesResource> moves)
      implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource added) {
      put.accept(added);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
      if (moves.test(before, after)) {
        remove.accept(before);
      }
      put.accept(after);
    }

    @Override
    public void onDelete(GenericKubernetesResource deleted, boolean lastStateUnknown) {
      remove.accept(deleted);
    }
  }
}
