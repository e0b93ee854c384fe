package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.job.FinishedPod;
import io.higuma.job.FinishedPodReconciler;
import io.higuma.resource.ResourceKind;
import io.higuma.service.AddressViewReconciler;
import io.higuma.service.HostnameReconciler;
import io.higuma.service.InsightReconciler;
import io.higuma.service.MeshIdentityReconciler;
import io.higuma.service.MeshServiceReconciler;
import io.higuma.service.MeshServiceStatusReconciler;
import io.higuma.service.MeshZoneAddressReconciler;
import io.higuma.service.MultiZoneReconciler;
import io.higuma.service.ObjectKey;
import io.higuma.service.ServiceAnnotationReconciler;
import io.higuma.service.VipReconciler;
import io.higuma.service.WorkloadReconciler;
import io.higuma.service.ZoneProxyReconciler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which change in the cluster has which controller look at what, and the threads for it. */
public final class Controllers implements LeaderElection.Follower, AutoCloseable {
  /** A rollout changes a Service's endpoints many times in a second. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Numbers need not be right at every moment of a rollout. */
  private static final Duration STATUS_PAUSE = Duration.ofSeconds(1);

  /** Each write of a mesh's names carries all of them. */
  private static final Duration NAMES_PAUSE = Duration.ofMillis(500);

  private static final int WORKERS = 4;

  private static final List<ResourceKind> DESTINATIONS =
      List.of(
          ResourceKind.MESH_SERVICE,
          ResourceKind.MESH_EXTERNAL_SERVICE,
          ResourceKind.MESH_MULTI_ZONE_SERVICE);

  private final ClusterCaches cluster;
  private final ServiceCaches services;
  private final LeaderTasks tasks = new LeaderTasks();

  /** What only some of the controllers need, to be started with them. */
  private final List<Runnable> starts = new ArrayList<>();

  public Controllers(ClusterCaches cluster, ServiceCaches services) {
    this.cluster = cluster;
    this.services = services;
  }

  /** Has MeshServices kept. Before {@link #start}. */
  public void meshServices(MeshServiceReconciler reconciler) {
    WorkQueue<ObjectKey> queue =
        queue(
            "mesh-services",
            reconciler::reconcile,
            reads(ResourceKind.MESH_SERVICE),
            PAUSE,
            WORKERS);
    tasks.on(cluster.serviceInformer(), Changes.to(queue, Controllers::itself));
    tasks.on(
        cluster.endpointSliceInformer(),
        Changes.to(queue, slice -> ClusterCaches.serviceOf(slice).stream()));
    tasks.on(
        cluster.meshInformer(),
        new Changes<Mesh, ObjectKey>(
            queue, mesh -> cluster.serviceKeys().stream(), Differences::saysSomethingElse));
    tasks.on(
        cluster.namespaceInformer(),
        new Changes<Namespace, ObjectKey>(
            queue, this::servicesIn, Differences::movesBetweenMeshes));
    // A new pod may be known here later than the slice that names it.
    tasks.on(
        cluster.podInformer(),
        new Changes<Pod, ObjectKey>(queue, this::servicesSelecting, Differences::becomesGateway));
    // Whoever changes or deletes one: it is put right.
    tasks.on(
        services.meshServiceInformer(),
        Changes.<MeshService, ObjectKey>to(queue, Controllers::madeFrom));
  }

  /** Has the annotations of Services kept. Before {@link #start}. */
  public void serviceAnnotations(ServiceAnnotationReconciler reconciler) {
    WorkQueue<ObjectKey> queue =
        queue("service-annotations", reconciler::reconcile, reads(), PAUSE, 1);
    tasks.on(cluster.serviceInformer(), Changes.to(queue, Controllers::itself));
    tasks.on(
        cluster.namespaceInformer(),
        new Changes<Namespace, ObjectKey>(
            queue, this::servicesIn, Differences::movesBetweenMeshes));
  }

  /** Has Workloads kept. Before {@link #start}. */
  public void workloads(WorkloadReconciler reconciler) {
    WorkQueue<ObjectKey> queue =
        queue("workloads", reconciler::reconcile, reads(ResourceKind.WORKLOAD), STATUS_PAUSE, 2);
    tasks.on(
        cluster.dataplaneInformer(),
        Changes.to(queue, dataplane -> ClusterCaches.workloadOf(dataplane).stream()));
    tasks.on(
        services.informer(ResourceKind.WORKLOAD),
        Changes.to(queue, workload -> Stream.of(ObjectKey.of(workload))));
  }

  /** Has MeshZoneAddresses kept. Before {@link #start}. */
  public void zoneAddresses(MeshZoneAddressReconciler reconciler) {
    WorkQueue<ObjectKey> queue =
        queue(
            "zone-addresses",
            reconciler::reconcile,
            reads(ResourceKind.MESH_ZONE_ADDRESS),
            PAUSE,
            1);
    tasks.on(cluster.serviceInformer(), Changes.to(queue, Controllers::itself));
    tasks.on(
        cluster.endpointSliceInformer(),
        Changes.to(queue, slice -> ClusterCaches.serviceOf(slice).stream()));
    tasks.on(
        cluster.namespaceInformer(),
        new Changes<Namespace, ObjectKey>(
            queue, this::servicesIn, Differences::movesBetweenMeshes));
    tasks.on(
        cluster.nodeInformer(),
        new Changes<Node, ObjectKey>(queue, node -> zoneIngresses(), Differences::changesAddress));
    tasks.on(
        services.informer(ResourceKind.MESH_ZONE_ADDRESS),
        Changes.to(queue, address -> Stream.of(ObjectKey.of(address))));
  }

  /** Has ZoneIngresses and ZoneEgresses kept. Before {@link #start}. */
  public void zoneProxies(ZoneProxyReconciler reconciler, ZoneProxyCaches proxies) {
    starts.add(() -> proxies.start(this::wake));
    WorkQueue<ObjectKey> queue =
        queue("zone-proxies", reconciler::reconcile, key -> proxies.hasSynced(), PAUSE, 1);
    var around = new CachedZoneProxies(cluster, proxies);
    tasks.on(cluster.podInformer(), Changes.to(queue, around::ofPod));
    tasks.on(proxies.podInformer(), Changes.to(queue, around::ofPod));
    tasks.on(cluster.serviceInformer(), Changes.to(queue, around::ofNeighbour));
    tasks.on(cluster.endpointSliceInformer(), Changes.to(queue, around::ofNeighbour));
    tasks.on(
        cluster.nodeInformer(),
        new Changes<Node, ObjectKey>(queue, node -> around.all(), Differences::changesAddress));
    // Whoever changes or deletes one: it is put right.
    tasks.on(
        proxies.ingressInformer(), Changes.to(queue, ingress -> Stream.of(ObjectKey.of(ingress))));
    tasks.on(
        proxies.egressInformer(), Changes.to(queue, egress -> Stream.of(ObjectKey.of(egress))));
  }

  /** Has sidecars ended whose pods have done their work. Before {@link #start}. */
  public void finishedPods(FinishedPodReconciler reconciler) {
    WorkQueue<ObjectKey> queue =
        queue("finished-pods", reconciler::reconcile, reads(), STATUS_PAUSE, WORKERS);
    tasks.on(
        cluster.podInformer(),
        Changes.to(
            queue,
            pod ->
                FinishedPod.isHeldBySidecar(pod) ? Stream.of(ObjectKey.of(pod)) : Stream.empty()));
  }

  /** Has the status of MeshServices kept. Before {@link #start}. */
  public void meshServiceStatus(
      MeshServiceStatusReconciler reconciler, CachedIdentities identities) {
    WorkQueue<ObjectKey> queue =
        queue(
            "mesh-service-status",
            reconciler::reconcile,
            reads(ResourceKind.MESH_SERVICE, ResourceKind.DATAPLANE_INSIGHT),
            STATUS_PAUSE,
            2);
    tasks.on(
        services.meshServiceInformer(),
        Changes.to(queue, service -> Stream.of(ObjectKey.of(service))));
    tasks.on(
        cluster.dataplaneInformer(),
        Changes.to(queue, dataplane -> services.meshServicesOf(dataplane).map(ObjectKey::of)));
    tasks.on(
        services.informer(ResourceKind.DATAPLANE_INSIGHT),
        Changes.to(
            queue,
            insight ->
                cluster
                    .dataplane(
                        insight.getMetadata().getNamespace(), insight.getMetadata().getName())
                    .stream()
                    .flatMap(services::meshServicesOf)
                    .map(ObjectKey::of)));
    tasks.on(
        cluster.meshInformer(),
        new Changes<Mesh, ObjectKey>(
            queue,
            mesh -> meshServicesOf(mesh.getMetadata().getName()),
            Differences::saysSomethingElse));
    for (ResourceKind kind : List.of(ResourceKind.MESH_IDENTITY, ResourceKind.MESH_TRUST)) {
      tasks.on(
          identities.informer(kind),
          Changes.to(queue, object -> meshServicesOf(MeshIdentityReconciler.meshOf(object))));
    }
    // That there is none is no event.
    identities
        .proxies()
        .whenRead(() -> services.meshServices().forEach(one -> queue.add(ObjectKey.of(one))));
  }

  /**
   * Has MeshIdentities kept, and MeshServices that tell of them. Before {@link #start}.
   *
   * @param secrets whose changes concern the MeshIdentities of their mesh
   */
  public void meshIdentities(
      MeshIdentityReconciler reconciler,
      CachedIdentities identities,
      ProxyCaches proxies,
      KubernetesMeshSecrets secrets) {
    WorkQueue<ObjectKey> queue =
        queue("mesh-identities", reconciler::reconcile, key -> identities.haveSynced(), PAUSE, 1);
    proxies.whenRead(this::wake);
    for (ResourceKind kind : List.of(ResourceKind.MESH_IDENTITY, ResourceKind.MESH_TRUST)) {
      tasks.on(
          identities.informer(kind), Changes.to(queue, object -> Stream.of(ObjectKey.of(object))));
    }
    tasks.on(
        cluster.meshInformer(),
        new Changes<Mesh, ObjectKey>(
            queue,
            mesh -> identities.keys(mesh.getMetadata().getName()),
            Differences::saysSomethingElse));
    secrets.whenChanged(mesh -> identities.keys(mesh).forEach(queue::add));
  }

  /** Has what concerns all services of a kind together kept. Before {@link #start}. */
  public void destinations(
      HostnameReconciler hostnames, VipReconciler vips, MultiZoneReconciler multiZone) {
    WorkQueue<ResourceKind> names =
        queue(
            "hostnames",
            hostnames::reconcile,
            kind -> services.haveRead(List.of(kind, ResourceKind.HOSTNAME_GENERATOR)),
            STATUS_PAUSE,
            1);
    WorkQueue<ResourceKind> addresses =
        queue("vips", vips::reconcile, kind -> services.haveRead(List.of(kind)), PAUSE, 1);
    WorkQueue<ResourceKind> members =
        queue(
            "multi-zone",
            multiZone::reconcile,
            reads(ResourceKind.MESH_SERVICE, ResourceKind.MESH_MULTI_ZONE_SERVICE),
            STATUS_PAUSE,
            1);
    tasks.on(
        services.informer(ResourceKind.HOSTNAME_GENERATOR),
        Changes.to(names, generator -> DESTINATIONS.stream()));
    for (ResourceKind kind :
        List.of(ResourceKind.MESH_EXTERNAL_SERVICE, ResourceKind.MESH_MULTI_ZONE_SERVICE)) {
      tasks.on(services.informer(kind), Changes.to(names, one -> Stream.of(kind)));
      tasks.on(services.informer(kind), Changes.to(addresses, one -> Stream.of(kind)));
    }
    tasks.on(
        services.informer(ResourceKind.MESH_MULTI_ZONE_SERVICE),
        Changes.to(members, one -> Stream.of(ResourceKind.MESH_MULTI_ZONE_SERVICE)));
    for (WorkQueue<ResourceKind> queue : List.of(names, addresses)) {
      tasks.on(
          services.meshServiceInformer(),
          new Changes<MeshService, ResourceKind>(
              queue, one -> Stream.of(ResourceKind.MESH_SERVICE), Differences::isKnownDifferently));
    }
    tasks.on(
        services.meshServiceInformer(),
        new Changes<MeshService, ResourceKind>(
            members,
            one -> Stream.of(ResourceKind.MESH_MULTI_ZONE_SERVICE),
            Differences::isKnownDifferently));
  }

  /** Has the addresses of the names of each mesh kept. Before {@link #start}. */
  public void addressViews(AddressViewReconciler reconciler, CachedOffers offers) {
    WorkQueue<String> queue =
        queue(
            "address-views",
            reconciler::reconcile,
            mesh ->
                services.haveReadConfigMaps()
                    && services.haveRead(MeshTriggers.NAMED_BY)
                    && services.haveRead(MeshTriggers.LISTENED_BY),
            NAMES_PAUSE,
            1);
    new MeshTriggers(cluster, services, tasks).ofNames(queue, offers);
  }

  /** Has the numbers of each mesh kept. Before {@link #start}. */
  public void insights(InsightReconciler reconciler, PolicyCounts policies) {
    WorkQueue<String> queue =
        queue(
            "insights",
            reconciler::reconcile,
            mesh -> services.haveRead(CachedInsightSurroundings.kinds()) && policies.isKnown(),
            STATUS_PAUSE,
            1);
    policies.whenPoliciesChange(queue::add);
    new MeshTriggers(cluster, services, tasks).ofNumbers(queue);
  }

  /** Each MeshService of the mesh, once. */
  private Stream<ObjectKey> meshServicesOf(String name) {
    return services.meshServices().stream()
        .filter(service -> CachedInsightSurroundings.meshOf(service).equals(name))
        .map(ObjectKey::of);
  }

  private Stream<ObjectKey> zoneIngresses() {
    return cluster.zoneProxyServices("ingress").stream()
        .filter(service -> "NodePort".equals(service.getSpec().getType()))
        .map(ObjectKey::of);
  }

  private Stream<ObjectKey> servicesIn(Namespace namespace) {
    return cluster.services(namespace.getMetadata().getName()).stream().map(ObjectKey::of);
  }

  private Stream<ObjectKey> servicesSelecting(Pod pod) {
    return cluster.servicesSelecting(pod).stream().map(ObjectKey::of);
  }

  private static Stream<ObjectKey> itself(Service service) {
    return Stream.of(ObjectKey.of(service));
  }

  private static Stream<ObjectKey> madeFrom(MeshService object) {
    return Stream.concat(Stream.of(ObjectKey.of(object)), ServiceCaches.serviceOf(object).stream());
  }

  /** What a controller reads beside {@link ClusterCaches}: others may fail without it. */
  private <K> Predicate<K> reads(ResourceKind... kinds) {
    List<ResourceKind> all = List.of(kinds);
    return key -> services.haveRead(all);
  }

  private <K> WorkQueue<K> queue(
      String name, Consumer<K> work, Predicate<K> ready, Duration pause, int workers) {
    return tasks.add(
        new WorkQueue<K>(
            name, work, key -> cluster.hasSynced() && ready.test(key), pause, workers));
  }

  private void wake() {
    tasks.wake();
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
      cluster.allRead().thenRun(this::wake);
      services.whenRead(this::wake);
      services.start();
      starts.forEach(Runnable::run);
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
