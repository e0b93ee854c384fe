package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.metadata.MetadataReader;
import io.higuma.service.DataplaneSelection;
import io.higuma.service.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final String BY_LABEL = "label";
  private static final String BY_MESH = "mesh";
  private static final String BY_PATCH = "patch";
  private static final String BY_SELECTION = "selection";
  private static final String BY_SELECTOR = "selector";
  private static final String BY_WORKLOAD = "workload";
  private static final String BY_ZONE_PROXY = "zone-proxy-type";
  private static final String BY_SERVICE = "service";
  private static final String SERVICE_NAME = Labels.SERVICE_NAME.name();

  private final String systemNamespace;
  private final SharedIndexInformer<Namespace> namespaces;
  private final SharedIndexInformer<Mesh> meshes;
  private final SharedIndexInformer<ContainerPatch> containerPatches;
  private final SharedIndexInformer<Dataplane> dataplanes;
  private final SharedIndexInformer<EndpointSlice> endpointSlices;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Pod> pods;
  private final Optional<SharedIndexInformer<ConfigMap>> configMaps;
  private final CompletableFuture<Void> allRead = new CompletableFuture<>();

  /** Which optional objects to hold. */
  public enum ConfigMaps {
    OF_SYSTEM_NAMESPACE,
    NONE
  }

  /** Which ContainerPatches to hold. */
  public enum ContainerPatches {
    OF_SYSTEM_NAMESPACE,
    OF_ALL_NAMESPACES
  }

  public ClusterCaches(
      KubernetesClient client,
      String systemNamespace,
      ConfigMaps configMaps,
      ContainerPatches patches) {
    this.systemNamespace = systemNamespace;
    namespaces = Informers.make(client.namespaces(), Pruning::namespace);
    meshes = Informers.make(client.resources(Mesh.class), Pruning::bookkeeping);
    containerPatches =
        Informers.make(
            switch (patches) {
              case OF_SYSTEM_NAMESPACE ->
                  client.resources(ContainerPatch.class).inNamespace(systemNamespace);
              case OF_ALL_NAMESPACES -> client.resources(ContainerPatch.class).inAnyNamespace();
            },
            Pruning::bookkeeping);
    dataplanes =
        Informers.make(client.resources(Dataplane.class).inAnyNamespace(), Pruning::bookkeeping);
    endpointSlices =
        Informers.make(
            client.discovery().v1().endpointSlices().inAnyNamespace(), Pruning::endpointSlice);
    services = Informers.make(client.services().inAnyNamespace(), Pruning::service);
    nodes = Informers.make(client.nodes(), Pruning::node);
    pods =
        Informers.make(client.pods().inAnyNamespace().withLabel(Labels.MESH.name()), Pruning::pod);
    pods.addIndexers(
        Map.of(
            BY_MESH,
            ClusterCaches::meshLabel,
            BY_PATCH,
            ClusterCaches::patchNames,
            BY_LABEL,
            pod ->
                SelectorIndex.entries(
                    pod.getMetadata().getNamespace(), ObjectMetadata.labels(pod))));
    dataplanes.addIndexers(Map.of(BY_MESH, dataplane -> List.of(meshOf(dataplane))));
    endpointSlices.addIndexers(Map.of(BY_SERVICE, ClusterCaches::serviceKey));
    services.addIndexers(
        Map.of(
            BY_SELECTOR,
            SelectorIndex::keys,
            BY_ZONE_PROXY,
            service -> label(service, Labels.ZONE_PROXY_TYPE.name())));
    dataplanes.addIndexers(
        Map.of(
            BY_WORKLOAD,
            dataplane -> workloadOf(dataplane).map(ObjectKey::toString).stream().toList(),
            BY_SELECTION,
            DataplaneSelection::keys));
    this.configMaps =
        configMaps == ConfigMaps.NONE
            ? Optional.empty()
            : Optional.of(
                Informers.make(
                    client.configMaps().inNamespace(systemNamespace), Pruning::bookkeeping));
  }

  /** Begins to fill, without waiting. The result comes when every kind has been read once. */
  public CompletionStage<Void> start() {
    CompletionStage<Void> all =
        CompletableFuture.allOf(
            informers()
                .map(Informers::start)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new));
    all.thenRun(() -> allRead.complete(null));
    return allRead;
  }

  /** Comes when every kind has been read once. */
  public CompletionStage<Void> allRead() {
    return allRead;
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

  public Optional<Mesh> mesh(String name) {
    return Optional.ofNullable(meshes.getIndexer().getByKey(name));
  }

  /** A ContainerPatch, if those of this namespace are held. */
  public Optional<ContainerPatch> containerPatch(String namespace, String name) {
    return Optional.ofNullable(
        containerPatches.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)));
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

  /** Those that may select a pod with these labels, and those without a selector; each once. */
  public List<Service> candidates(String namespace, Map<String, String> labels) {
    return SelectorIndex.lookups(namespace, labels).stream()
        .flatMap(key -> services.getIndexer().byIndex(BY_SELECTOR, key).stream())
        .toList();
  }

  public Optional<Service> service(String namespace, String name) {
    return Optional.ofNullable(
        services.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)));
  }

  /** Every Service of the cluster. */
  public List<ObjectKey> serviceKeys() {
    return services.getIndexer().list().stream().map(ObjectKey::of).toList();
  }

  /** The Services of a pod's namespace with a selector that matches its labels. */
  public List<Service> servicesSelecting(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return candidates(pod.getMetadata().getNamespace(), labels).stream()
        .filter(service -> selects(service, labels))
        .toList();
  }

  private static boolean selects(Service service, Map<String, String> labels) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector != null
        && !selector.isEmpty()
        && labels.entrySet().containsAll(selector.entrySet());
  }

  /** The Services of zone proxies of a type, such as {@code ingress}. */
  public List<Service> zoneProxyServices(String type) {
    return services.getIndexer().byIndex(BY_ZONE_PROXY, type);
  }

  /** The Dataplanes of a namespace that name this workload. */
  public List<Dataplane> dataplanesOfWorkload(ObjectKey workload) {
    return dataplanes.getIndexer().byIndex(BY_WORKLOAD, workload.toString());
  }

  /** The Dataplanes that a MeshService stands for. */
  public List<Dataplane> dataplanesOf(MeshService service) {
    // Each of the keys would do: the one with the fewest Dataplanes is the quickest.
    return DataplaneSelection.keys(service).stream()
        .map(key -> dataplanes.getIndexer().indexKeys(BY_SELECTION, key))
        .min(Comparator.comparingInt(List::size))
        .orElse(List.of())
        .stream()
        .map(key -> dataplanes.getIndexer().getByKey(key))
        .filter(Objects::nonNull)
        .filter(dataplane -> DataplaneSelection.matches(service, dataplane))
        .toList();
  }

  /** The slices of a Service; of their endpoints target, addresses and readiness are kept. */
  public List<EndpointSlice> endpointSlices(String namespace, String service) {
    return endpointSlices
        .getIndexer()
        .byIndex(BY_SERVICE, Cache.namespaceKeyFunc(namespace, service));
  }

  public Optional<Dataplane> dataplane(String namespace, String name) {
    return Optional.ofNullable(
        dataplanes.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)));
  }

  public List<Dataplane> dataplanes() {
    return dataplanes.getIndexer().list();
  }

  /** Dataplanes of a mesh. */
  public List<Dataplane> dataplanesOfMesh(String mesh) {
    return dataplanes.getIndexer().byIndex(BY_MESH, mesh);
  }

  /** Dataplanes of a namespace. */
  public List<Dataplane> dataplanes(String namespace) {
    return dataplanes.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
  }

  public List<Node> nodes() {
    return nodes.getIndexer().list();
  }

  public Optional<Node> node(String name) {
    return Optional.ofNullable(nodes.getIndexer().getByKey(name));
  }

  /** Injected pods, those with a mesh label, of a namespace. */
  public List<Pod> pods(String namespace) {
    return pods.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
  }

  /** Injected pods of a namespace that have all of these labels; without labels all of them. */
  public List<Pod> pods(String namespace, Map<String, String> labels) {
    // Each of the labels would do: the one with the fewest pods is the quickest.
    return SelectorIndex.entries(namespace, labels).stream()
        .map(key -> pods.getIndexer().indexKeys(BY_LABEL, key))
        .min(Comparator.comparingInt(List::size))
        .map(keys -> keys.stream().map(pods.getIndexer()::getByKey).filter(Objects::nonNull))
        .orElseGet(() -> pods(namespace).stream())
        .filter(pod -> ObjectMetadata.labels(pod).entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  /** A pod that has a mesh label. */
  public Optional<Pod> pod(String namespace, String name) {
    return Optional.ofNullable(pods.getIndexer().getByKey(Cache.namespaceKeyFunc(namespace, name)));
  }

  /** For event handlers, as {@link InformerTrigger} adds one. */
  public SharedIndexInformer<Node> nodeInformer() {
    return nodes;
  }

  public SharedIndexInformer<Namespace> namespaceInformer() {
    return namespaces;
  }

  public SharedIndexInformer<Mesh> meshInformer() {
    return meshes;
  }

  public SharedIndexInformer<Dataplane> dataplaneInformer() {
    return dataplanes;
  }

  public SharedIndexInformer<EndpointSlice> endpointSliceInformer() {
    return endpointSlices;
  }

  public SharedIndexInformer<Service> serviceInformer() {
    return services;
  }

  public SharedIndexInformer<Pod> podInformer() {
    return pods;
  }

  public SharedIndexInformer<ContainerPatch> containerPatchInformer() {
    return containerPatches;
  }

  /** Empty when ConfigMaps are not held. */
  Optional<SharedIndexInformer<ConfigMap>> configMapInformer() {
    return configMaps;
  }

  /** The names of all meshes. */
  public List<String> meshNames() {
    return meshes.getIndexer().listKeys();
  }

  /** A pod that has a mesh label, by {@code namespace/name}. */
  Optional<Pod> podByKey(String key) {
    return Optional.ofNullable(pods.getIndexer().getByKey(key));
  }

  /** Injected pods of the whole cluster. */
  public List<Pod> pods() {
    return pods.getIndexer().list();
  }

  /** Pods whose label names this mesh. */
  public List<Pod> podsOfMesh(String mesh) {
    return pods.getIndexer().byIndex(BY_MESH, mesh);
  }

  /** Pods whose annotation names this ContainerPatch. */
  public List<Pod> podsWithPatch(String patch) {
    return pods.getIndexer().byIndex(BY_PATCH, patch);
  }

  @Override
  public void close() {
    informers().forEach(SharedIndexInformer::close);
  }

  static String meshOf(Dataplane dataplane) {
    String mesh = dataplane.getMesh();
    return mesh == null || mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }

  private static List<String> meshLabel(Pod pod) {
    return List.of(pod.getMetadata().getLabels().getOrDefault(Labels.MESH.name(), ""));
  }

  /** The names of the ContainerPatches that a pod asks for, each once. */
  static List<String> patchNames(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null
        ? List.of()
        : new MetadataReader(annotations)
            .read(Annotations.CONTAINER_PATCHES, List.of()).stream().distinct().toList();
  }

  /** The workload that a Dataplane names. */
  static Optional<ObjectKey> workloadOf(Dataplane dataplane) {
    return Optional.ofNullable(
            ObjectMetadata.annotations(dataplane).get(Annotations.WORKLOAD.name()))
        .filter(name -> !name.isEmpty())
        .map(name -> new ObjectKey(dataplane.getMetadata().getNamespace(), name));
  }

  private static List<String> label(HasMetadata object, String key) {
    return Optional.ofNullable(ObjectMetadata.labels(object).get(key)).stream().toList();
  }

  /** The Service that a slice is of. */
  static Optional<ObjectKey> serviceOf(EndpointSlice slice) {
    return Optional.ofNullable(ObjectMetadata.labels(slice).get(SERVICE_NAME))
        .map(service -> new ObjectKey(slice.getMetadata().getNamespace(), service));
  }

  private static List<String> serviceKey(EndpointSlice slice) {
    return serviceOf(slice).map(ObjectKey::toString).stream().toList();
  }

  /** One for each kind. */
  Stream<SharedIndexInformer<?>> informers() {
    return Stream.concat(
        Stream.of(
            namespaces,
            meshes,
            containerPatches,
            dataplanes,
            endpointSlices,
            services,
            nodes,
            pods),
        configMaps.stream());
  }
}
