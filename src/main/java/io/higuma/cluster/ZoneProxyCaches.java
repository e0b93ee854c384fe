package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.metadata.Labels;
import io.higuma.service.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * The pods of the system namespace that are in no mesh, of which zone proxies are some, and the
 * objects of zone proxies. These are watched from the first zone proxy on: most clusters have none.
 *
 * <p>Objects are shared and pruned: read them, never change them or write them back.
 */
public final class ZoneProxyCaches implements AutoCloseable {
  private final String systemNamespace;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<ZoneIngress> ingresses;
  private final SharedIndexInformer<ZoneEgress> egresses;
  private final AtomicBoolean hasProxies = new AtomicBoolean();
  private volatile Runnable onRead = () -> {};

  public ZoneProxyCaches(KubernetesClient client, String systemNamespace) {
    this.systemNamespace = systemNamespace;
    // Those with the label are in ClusterCaches.
    pods =
        Informers.make(
            client.pods().inNamespace(systemNamespace).withoutLabel(Labels.MESH.name()),
            Pruning::pod);
    ingresses =
        Informers.make(
            client.resources(ZoneIngress.class).inNamespace(systemNamespace), Pruning::bookkeeping);
    egresses =
        Informers.make(
            client.resources(ZoneEgress.class).inNamespace(systemNamespace), Pruning::bookkeeping);
  }

  String systemNamespace() {
    return systemNamespace;
  }

  /**
   * Begins to fill, without waiting.
   *
   * @param onRead called whenever a kind has been read for the first time
   */
  void start(Runnable onRead) {
    this.onRead = onRead;
    Informers.start(pods).thenRun(onRead);
  }

  /** Begins to watch ZoneIngresses and ZoneEgresses, unless it has begun. Does not wait. */
  void expectProxies() {
    if (hasProxies.compareAndSet(false, true)) {
      Informers.start(ingresses).thenRun(onRead);
      Informers.start(egresses).thenRun(onRead);
    }
  }

  /** Whether all that is watched has been read once. */
  boolean hasSynced() {
    return pods.hasSynced()
        && (!hasProxies.get() || (ingresses.hasSynced() && egresses.hasSynced()));
  }

  /** A pod of the system namespace without a mesh label. */
  public Optional<Pod> pod(ObjectKey key) {
    return find(pods, key.namespace(), key.name());
  }

  List<Pod> pods() {
    return pods.getIndexer().list();
  }

  Optional<ZoneIngress> zoneIngress(String namespace, String name) {
    return find(ingresses, namespace, name);
  }

  Optional<ZoneEgress> zoneEgress(String namespace, String name) {
    return find(egresses, namespace, name);
  }

  private static <T extends HasMetadata> Optional<T> find(
      SharedIndexInformer<T> informer, String namespace, String name) {
    return Optional.ofNullable(
        informer.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)));
  }

  /** For event handlers. */
  SharedIndexInformer<Pod> podInformer() {
    return pods;
  }

  SharedIndexInformer<ZoneIngress> ingressInformer() {
    return ingresses;
  }

  SharedIndexInformer<ZoneEgress> egressInformer() {
    return egresses;
  }

  @Override
  public void close() {
    Stream.of(pods, ingresses, egresses).forEach(SharedIndexInformer::close);
  }
}
