package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import io.higuma.service.DataplaneSelection;
import io.higuma.service.ObjectKey;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Services of the mesh, held in memory for the controllers that keep them. Apart from {@link
 * ClusterCaches}, on which admission waits: trouble with one of these kinds must not hold up pods.
 *
 * <p>Objects are shared: read them, never change them.
 */
public final class ServiceCaches implements AutoCloseable {
  private static final String BY_SELECTION = "selection";
  private static final String BY_SERVICE = "service";

  private static final List<ResourceKind> NEWER_KINDS =
      List.of(
          ResourceKind.WORKLOAD,
          ResourceKind.MESH_ZONE_ADDRESS,
          ResourceKind.MESH_EXTERNAL_SERVICE,
          ResourceKind.MESH_MULTI_ZONE_SERVICE,
          ResourceKind.HOSTNAME_GENERATOR);

  /** What names and numbers of a mesh are made from, beside Services and Dataplanes. */
  private static final List<ResourceKind> OLDER_KINDS =
      List.of(
          ResourceKind.VIRTUAL_OUTBOUND,
          ResourceKind.EXTERNAL_SERVICE,
          ResourceKind.MESH_GATEWAY,
          ResourceKind.ZONE_INGRESS,
          ResourceKind.ZONE_EGRESS,
          ResourceKind.DATAPLANE_INSIGHT,
          ResourceKind.MESH_INSIGHT,
          ResourceKind.SERVICE_INSIGHT);

  /**
   * Kinds of which objects elsewhere do not count. ZoneIngresses of other zones come there, too.
   */
  static final Set<ResourceKind> OF_SYSTEM_NAMESPACE =
      Set.of(ResourceKind.HOSTNAME_GENERATOR, ResourceKind.ZONE_INGRESS, ResourceKind.ZONE_EGRESS);

  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private final SharedIndexInformer<MeshService> meshServices;
  private final SharedIndexInformer<GenericKubernetesResource> workloads;
  private final SharedIndexInformer<GenericKubernetesResource> zoneAddresses;
  private final SharedIndexInformer<GenericKubernetesResource> externalServices;
  private final SharedIndexInformer<GenericKubernetesResource> multiZoneServices;
  private final SharedIndexInformer<GenericKubernetesResource> hostnameGenerators;
  private final Map<ResourceKind, SharedIndexInformer<GenericKubernetesResource>> olderKinds;
  private final SharedIndexInformer<ConfigMap> configMaps;
  private final String systemNamespace;
  private volatile boolean isStarted;

  /**
   * @param systemNamespace whose HostnameGenerators, ZoneIngresses and ConfigMaps count
   */
  public ServiceCaches(KubernetesClient client, String systemNamespace) {
    this.systemNamespace = systemNamespace;
    olderKinds = new EnumMap<>(ResourceKind.class);
    for (ResourceKind kind : OLDER_KINDS) {
      olderKinds.put(kind, generic(client, kind));
    }
    configMaps =
        Informers.make(client.configMaps().inNamespace(systemNamespace), Pruning::addressView);
    meshServices =
        Informers.make(client.resources(MeshService.class).inAnyNamespace(), Pruning::bookkeeping);
    meshServices.addIndexers(
        Map.of(
            BY_SERVICE,
            ServiceCaches::serviceKey,
            BY_SELECTION,
            service -> DataplaneSelection.keys(service).stream().limit(1).toList()));
    externalServices = generic(client, ResourceKind.MESH_EXTERNAL_SERVICE);
    multiZoneServices = generic(client, ResourceKind.MESH_MULTI_ZONE_SERVICE);
    hostnameGenerators = generic(client, ResourceKind.HOSTNAME_GENERATOR);
    workloads = generic(client, ResourceKind.WORKLOAD);
    zoneAddresses = generic(client, ResourceKind.MESH_ZONE_ADDRESS);
  }

  private SharedIndexInformer<GenericKubernetesResource> generic(
      KubernetesClient client, ResourceKind kind) {
    UnaryOperator<GenericKubernetesResource> prune =
        kind == ResourceKind.DATAPLANE_INSIGHT ? Pruning::insight : Pruning::bookkeeping;
    var objects = client.genericKubernetesResources(Informers.definition(kind));
    if (OF_SYSTEM_NAMESPACE.contains(kind)) {
      return Informers.make(kind, objects.inNamespace(systemNamespace), prune);
    }
    return switch (kind.scope()) {
      case NAMESPACE -> Informers.make(kind, objects.inAnyNamespace(), prune);
      case CLUSTER -> Informers.make(kind, objects, prune);
    };
  }

  /** Has this done whenever a kind has been read for the first time. Before {@link #start}. */
  public void whenRead(Runnable follower) {
    followers.add(follower);
  }

  /** Begins to fill, without waiting. */
  void start() {
    isStarted = true;
    watched()
        .forEach(
            one -> Informers.start(one.informer()).thenRun(() -> followers.forEach(Runnable::run)));
  }

  /** Whether each of these kinds has been read once; only they are known in full. */
  boolean haveRead(Collection<ResourceKind> kinds) {
    return kinds.stream()
        .map(kind -> kind == ResourceKind.MESH_SERVICE ? meshServices : informer(kind))
        .allMatch(SharedIndexInformer::hasSynced);
  }

  /** Whether the ConfigMaps have been read once. */
  boolean haveReadConfigMaps() {
    return configMaps.hasSynced();
  }

  /** The kinds that controllers wait for, for a sentence; none if they have no work. */
  public List<String> pending() {
    return watched()
        .filter(one -> !one.informer().hasSynced())
        .map(WatchedKind::kind)
        .sorted()
        .toList();
  }

  Optional<MeshService> meshService(ObjectKey key) {
    return find(meshServices, key);
  }

  Optional<GenericKubernetesResource> workload(ObjectKey key) {
    return find(workloads, key);
  }

  Optional<GenericKubernetesResource> zoneAddress(ObjectKey key) {
    return find(zoneAddresses, key);
  }

  private static <T extends HasMetadata> Optional<T> find(
      SharedIndexInformer<T> informer, ObjectKey key) {
    return Optional.ofNullable(
        informer.getIndexer().getByKey(Cache.namespaceKeyFunc(key.namespace(), key.name())));
  }

  /** Those whose label says that they were made from this Service. */
  List<MeshService> meshServicesOf(ObjectKey service) {
    return meshServices.getIndexer().byIndex(BY_SERVICE, service.toString());
  }

  /** The MeshServices that stand for this Dataplane. */
  Stream<MeshService> meshServicesOf(Dataplane dataplane) {
    return DataplaneSelection.keys(dataplane).stream()
        .flatMap(key -> meshServices.getIndexer().byIndex(BY_SELECTION, key).stream())
        .filter(service -> DataplaneSelection.matches(service, dataplane));
  }

  List<MeshService> meshServices() {
    return meshServices.getIndexer().list();
  }

  /**
   * All objects of one of the kinds without a class.
   *
   * @throws IllegalArgumentException if that kind is not held here
   */
  List<GenericKubernetesResource> all(ResourceKind kind) {
    return informer(kind).getIndexer().list();
  }

  /**
   * For event handlers.
   *
   * @throws IllegalArgumentException if that kind is not held here
   */
  SharedIndexInformer<GenericKubernetesResource> informer(ResourceKind kind) {
    return switch (kind) {
      case WORKLOAD -> workloads;
      case MESH_ZONE_ADDRESS -> zoneAddresses;
      case MESH_EXTERNAL_SERVICE -> externalServices;
      case MESH_MULTI_ZONE_SERVICE -> multiZoneServices;
      case HOSTNAME_GENERATOR -> hostnameGenerators;
      default ->
          Optional.ofNullable(olderKinds.get(kind))
              .orElseThrow(() -> new IllegalArgumentException(kind.kind() + " is not held here"));
    };
  }

  /**
   * An object of one of the kinds without a class.
   *
   * @throws IllegalArgumentException if that kind is not held here
   */
  Optional<GenericKubernetesResource> one(ResourceKind kind, ObjectKey key) {
    return Optional.ofNullable(informer(kind).getIndexer().getByKey(key.toString()));
  }

  /** For event handlers; of other ConfigMaps than those with addresses there is no content. */
  SharedIndexInformer<ConfigMap> configMapInformer() {
    return configMaps;
  }

  Optional<ConfigMap> configMap(String name) {
    return find(configMaps, new ObjectKey(systemNamespace, name));
  }

  List<ConfigMap> configMaps() {
    return configMaps.getIndexer().list();
  }

  SharedIndexInformer<MeshService> meshServiceInformer() {
    return meshServices;
  }

  /** The Service that a MeshService was made from, as a key. */
  static Optional<ObjectKey> serviceOf(MeshService object) {
    return Optional.ofNullable(ObjectMetadata.labels(object).get(Labels.MESH_SERVICE_OF.name()))
        .map(service -> new ObjectKey(object.getMetadata().getNamespace(), service));
  }

  private static List<String> serviceKey(MeshService object) {
    return serviceOf(object).map(ObjectKey::toString).stream().toList();
  }

  /** One for each kind; none before the start, which may never come. */
  Stream<WatchedKind> watched() {
    return isStarted ? informers() : Stream.empty();
  }

  private Stream<WatchedKind> informers() {
    Stream<WatchedKind> withClass =
        Stream.of(
            new WatchedKind(ResourceKind.MESH_SERVICE.kind(), meshServices),
            new WatchedKind("ConfigMap/dns-vips", configMaps));
    return Stream.concat(
        withClass,
        Stream.concat(NEWER_KINDS.stream(), OLDER_KINDS.stream())
            .map(kind -> new WatchedKind(kind.kind(), informer(kind))));
  }

  @Override
  public void close() {
    informers().forEach(one -> one.informer().close());
  }
}
