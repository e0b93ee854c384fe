package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * MeshGatewayInstances, and of the Deployments those that the control plane has made. These are
 * watched from the first instance on: most clusters have none.
 *
 * <p>Objects are shared and pruned: read them, never change them or write them back.
 */
public final class GatewayCaches implements AutoCloseable {
  private final KubernetesClient client;
  private final SharedIndexInformer<GenericKubernetesResource> instances;
  private final SharedIndexInformer<Deployment> deployments;
  private final AtomicBoolean hasInstances = new AtomicBoolean();
  private volatile Runnable onRead = () -> {};

  public GatewayCaches(KubernetesClient client) {
    this.client = client;
    instances =
        Informers.make(
            ResourceKind.MESH_GATEWAY_INSTANCE,
            client
                .genericKubernetesResources(
                    Informers.definition(ResourceKind.MESH_GATEWAY_INSTANCE))
                .inAnyNamespace(),
            Pruning::bookkeeping);
    deployments =
        Informers.make(
            client
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabel(Labels.MANAGED_BY.name(), "k8s-controller"),
            Pruning::bookkeeping);
  }

  /**
   * Begins to fill, without waiting.
   *
   * @param onRead called whenever a kind has been read for the first time
   */
  void start(Runnable onRead) {
    this.onRead = onRead;
    Informers.start(instances).thenRun(onRead);
  }

  /** Begins to watch Deployments, unless it has begun. Does not wait. */
  void expectDeployments() {
    if (hasInstances.compareAndSet(false, true)) {
      Informers.start(deployments).thenRun(onRead);
    }
  }

  /** Whether all that is watched has been read once. */
  boolean hasSynced() {
    return instances.hasSynced() && (!hasInstances.get() || deployments.hasSynced());
  }

  Optional<GenericKubernetesResource> instance(ObjectKey key) {
    return find(instances, key);
  }

  List<GenericKubernetesResource> instances() {
    return instances.getIndexer().list();
  }

  List<GenericKubernetesResource> instances(String namespace) {
    return instances.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
  }

  Optional<Deployment> deployment(ObjectKey key) {
    return find(deployments, key);
  }

  /** Read from the API server. */
  Optional<Deployment> deploymentNow(ObjectKey key) {
    return Optional.ofNullable(
            client.apps().deployments().inNamespace(key.namespace()).withName(key.name()).get())
        .map(Pruning::bookkeeping);
  }

  private static <T extends HasMetadata> Optional<T> find(
      SharedIndexInformer<T> informer, ObjectKey key) {
    return Optional.ofNullable(
        informer.getIndexer().getByKey(Cache.namespaceKeyFunc(key.namespace(), key.name())));
  }

  /** For event handlers. */
  SharedIndexInformer<GenericKubernetesResource> instanceInformer() {
    return instances;
  }

  SharedIndexInformer<Deployment> deploymentInformer() {
    return deployments;
  }

  @Override
  public void close() {
    Stream.of(instances, deployments).forEach(SharedIndexInformer::close);
  }
}
