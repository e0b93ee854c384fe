package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.higuma.certs.TrustedAuthority;
import io.higuma.resource.ResourceKind;
import io.higuma.service.GatewayReconciler;
import io.higuma.service.ObjectKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has builtin gateways kept, when something changes that they are made from. */
public final class GatewayControllers implements AutoCloseable {
  /** Each write of a Deployment's pods starts a rollout. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final GatewayCaches gateways;
  private final List<WorkQueue<ObjectKey>> queues = new ArrayList<>();

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
        new WorkQueue<ObjectKey>(
            "gateways",
            reconciler::reconcile,
            key -> authority.isKnown() && cached.haveSynced(),
            PAUSE,
            1);
    queues.add(queue);
    gateways.instanceInformer().addEventHandler(Changes.to(queue, cached::ofInstance));
    // Whoever changes or deletes what is made: it is put right.
    gateways.deploymentInformer().addEventHandler(Changes.to(queue, cached::ofNamesake));
    cached.cluster().serviceInformer().addEventHandler(Changes.to(queue, cached::ofNamesake));
    cached
        .services()
        .informer(ResourceKind.MESH_GATEWAY)
        .addEventHandler(Changes.to(queue, gateway -> cached.all()));
    cached
        .cluster()
        .namespaceInformer()
        .addEventHandler(
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
    queues.forEach(queue -> queue.measure(registry));
  }

  /** Begins to watch and to work, without waiting; does nothing if there is no work. */
  public void start() {
    if (!queues.isEmpty()) {
      gateways.start(() -> queues.forEach(WorkQueue::wake));
    }
  }

  @Override
  public void close() {
    queues.forEach(WorkQueue::close);
  }
}
