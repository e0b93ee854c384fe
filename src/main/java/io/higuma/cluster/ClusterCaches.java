package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.metadata.Labels;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The part of the cluster that decisions depend on, held in memory and kept current by one watch
 * per kind. Answers are cheap and never wait. An object may be missing here for the moment between
 * its creation and the watch's news; {@link ClusterReads} asks the API server itself.
 *
 * <p>Objects are shared and pruned: read them, never change them or write them back.
 */
public final class ClusterCaches implements AutoCloseable {
  private static final String KUMA = "kuma.io";

  private final String systemNamespace;
  private final SharedIndexInformer<Namespace> namespaces;
  private final SharedIndexInformer<GenericKubernetesResource> meshes;
  private final SharedIndexInformer<GenericKubernetesResource> containerPatches;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Pod> pods;
  private final Optional<SharedIndexInformer<ConfigMap>> configMaps;

  /** Which optional objects to hold. */
  public enum ConfigMaps {
    OF_SYSTEM_NAMESPACE,
    NONE
  }

  public ClusterCaches(KubernetesClient client, String systemNamespace, ConfigMaps configMaps) {
    this.systemNamespace = systemNamespace;
    namespaces = Informers.make(client.namespaces(), Pruning::namespace);
    meshes = Informers.make(client.genericKubernetesResources(MESH), Pruning::bookkeeping);
    containerPatches =
        Informers.make(
            client.genericKubernetesResources(CONTAINER_PATCH).inNamespace(systemNamespace),
            Pruning::bookkeeping);
    services = Informers.make(client.services().inAnyNamespace(), Pruning::service);
    nodes = Informers.make(client.nodes(), Pruning::node);
    pods =
        Informers.make(client.pods().inAnyNamespace().withLabel(Labels.MESH.name()), Pruning::pod);
    this.configMaps =
        configMaps == ConfigMaps.NONE
            ? Optional.empty()
            : Optional.of(
                Informers.make(
                    client.configMaps().inNamespace(systemNamespace), Pruning::bookkeeping));
  }

  static final ResourceDefinitionContext MESH =
      new ResourceDefinitionContext.Builder()
          .withGroup(KUMA)
          .withVersion("v1alpha1")
          .withKind("Mesh")
          .withPlural("meshes")
          .withNamespaced(false)
          .build();

  static final ResourceDefinitionContext CONTAINER_PATCH =
      new ResourceDefinitionContext.Builder()
          .withGroup(KUMA)
          .withVersion("v1alpha1")
          .withKind("ContainerPatch")
          .withPlural("containerpatches")
          .withNamespaced(true)
          .build();

  /** Begins to fill, without waiting. The result comes when every kind has been read once. */
  public CompletionStage<Void> start() {
    return CompletableFuture.allOf(
        informers()
            .map(Informers::start)
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture[]::new));
  }

  /** Whether every kind has been read once. */
  public boolean hasSynced() {
    return informers().allMatch(SharedIndexInformer::hasSynced);
  }

  /** The kinds that have not been read yet, for a sentence. */
  public List<String> pending() {
    return informers()
        .filter(informer -> !informer.hasSynced())
        .map(informer -> informer.getApiTypeClass().getSimpleName())
        .toList();
  }

  public Optional<Namespace> namespace(String name) {
    return Optional.ofNullable(namespaces.getIndexer().getByKey(name));
  }

  public Optional<GenericKubernetesResource> mesh(String name) {
    return Optional.ofNullable(meshes.getIndexer().getByKey(name));
  }

  public List<GenericKubernetesResource> meshes() {
    return meshes.getIndexer().list();
  }

  /** A ContainerPatch of the system namespace. */
  public Optional<GenericKubernetesResource> containerPatch(String name) {
    return Optional.ofNullable(
        containerPatches.getIndexer().getByKey(Cache.namespaceKeyFunc(systemNamespace, name)));
  }

  /**
   * A ConfigMap of the system namespace.
   *
   * @throws IllegalStateException if these are not held
   */
  public Optional<ConfigMap> configMap(String name) {
    SharedIndexInformer<ConfigMap> held =
        configMaps.orElseThrow(() -> new IllegalStateException("ConfigMaps are not held"));
    return Optional.ofNullable(
        held.getIndexer().getByKey(Cache.namespaceKeyFunc(systemNamespace, name)));
  }

  public List<Service> services(String namespace) {
    return services.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
  }

  public Optional<Node> node(String name) {
    return Optional.ofNullable(nodes.getIndexer().getByKey(name));
  }

  /** Injected pods, those with a mesh label, of a namespace. */
  public List<Pod> pods(String namespace) {
    return pods.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
  }

  /** A pod that has a mesh label. */
  public Optional<Pod> pod(String namespace, String name) {
    return Optional.ofNullable(pods.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)));
  }

  /** For event handlers, as {@link InformerTrigger} adds one. */
  public SharedIndexInformer<Namespace> namespaceInformer() {
    return namespaces;
  }

  public SharedIndexInformer<GenericKubernetesResource> meshInformer() {
    return meshes;
  }

  public SharedIndexInformer<GenericKubernetesResource> containerPatchInformer() {
    return containerPatches;
  }

  public SharedIndexInformer<Service> serviceInformer() {
    return services;
  }

  public SharedIndexInformer<Pod> podInformer() {
    return pods;
  }

  @Override
  public void close() {
    informers().forEach(SharedIndexInformer::close);
  }

  private Stream<SharedIndexInformer<?>> informers() {
    return Stream.concat(
        Stream.of(namespaces, meshes, containerPatches, services, nodes, pods),
        configMaps.stream());
  }
}
