package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.higuma.certs.TrustedAuthority;
import io.higuma.resource.ResourceKind;
import io.higuma.service.GatewayReconciler;
import io.higuma.service.ObjectKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Has builtin gateways kept, when something changes that they are made from. */
public final class GatewayControllers implements LeaderElection.Follower, AutoCloseable {
  /** Each write of a Deployment's pods starts a rollout. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final GatewayCaches gateways;
  private final LeaderTasks tasks = new LeaderTasks();

  public GatewayControllers(GatewayCaches gateways) {
    this.gateways = gateways;
  }

  /**
   * Has them kept. Before {@link #start}.
   *
   * @param authority that the gateways trust: until it is known, none is made
   */
  public void gateways(
      GatewayReconciler reconciler, CachedGateways cached, TrustedAuthority authority) {
    var queue =
        tasks.add(
            new WorkQueue<ObjectKey>(
                "gateways",
                reconciler::reconcile,
                key -> authority.isKnown() && cached.haveSynced(),
                PAUSE,
                1));
    tasks.on(gateways.instanceInformer(), Changes.to(queue, cached::ofInstance));
    // Whoever changes or deletes what is made: it is put right.
    tasks.on(gateways.deploymentInformer(), Changes.to(queue, cached::ofNamesake));
    tasks.on(cached.cluster().serviceInformer(), Changes.to(queue, cached::ofNamesake));
    tasks.on(
        cached.services().informer(ResourceKind.MESH_GATEWAY),
        Changes.to(queue, gateway -> cached.all()));
    tasks.on(
        cached.cluster().namespaceInformer(),
        new Changes<Namespace, ObjectKey>(queue, cached::in, Differences::movesBetweenMeshes));
    authority.whenRenewed(() -> {
      cached.all().forEach(queue::add);
      queue.wake();
    });
    cached.services().whenRead(queue::wake);
    cached.cluster().allRead().thenRun(queue::wake);
  }

  /** Has the work counted. After all of it is known. */
  public void measure(MeterRegistry registry) {
    tasks.measure(registry);
  }

  /** Begins to watch and to work, without waiting; does nothing if there is no work. */
  public void start() {
    watch();
    lead();
  }

  /** Begins to watch, without waiting, and does no work; nothing if there never will be any. */
  public void watch() {
    if (!tasks.isEmpty()) {
      gateways.start(tasks::wake);
    }
  }

  @Override
  public void lead() {
    tasks.lead();
  }

  @Override
  public void rest() {
    tasks.rest();
  }

  @Override
  public void close() {
    tasks.close();
  }
}
