package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.resource.ResourceKind;
import io.higuma.service.AddressViewReconciler;
import io.higuma.service.LegacyObject;
import io.higuma.service.ObjectKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which change in the cluster has which mesh looked at, where one object stands for all of it. */
record MeshTriggers(ClusterCaches cluster, ServiceCaches services, LeaderTasks tasks) {
  /** Kinds of one mesh that give it names. */
  static final List<ResourceKind> NAMED_BY =
      List.of(ResourceKind.VIRTUAL_OUTBOUND, ResourceKind.EXTERNAL_SERVICE);

  /** Kinds that say where names lead to, in any mesh. */
  static final List<ResourceKind> LISTENED_BY =
      List.of(ResourceKind.MESH_GATEWAY, ResourceKind.ZONE_INGRESS);

  /** What the names of a mesh and their addresses are made from. */
  void ofNames(WorkQueue<String> queue, CachedOffers offers) {
    offers.watch(queue::add);
    tasks.on(
        cluster.meshInformer(),
        new Changes<Mesh, String>(
            queue,
            mesh -> Stream.of(mesh.getMetadata().getName()),
            Differences::saysSomethingElse));
    tasks.on(
        cluster.serviceInformer(),
        new Changes<Service, String>(
            queue,
            service -> meshesWith(service, offers),
            (before, after) -> !Objects.equals(before.getSpec(), after.getSpec())));
    tasks.on(services.configMapInformer(), Changes.to(queue, one -> meshOfAddresses(one).stream()));
    for (ResourceKind kind : NAMED_BY) {
      tasks.on(
          services.informer(kind),
          Changes.to(queue, one -> Stream.of(LegacyObject.of(one).mesh())));
    }
    for (ResourceKind kind : LISTENED_BY) {
      tasks.on(services.informer(kind), Changes.to(queue, one -> cluster.meshNames().stream()));
    }
  }

  /** What the numbers of a mesh count. */
  void ofNumbers(WorkQueue<String> queue) {
    tasks.on(
        cluster.meshInformer(),
        new Changes<Mesh, String>(
            queue,
            mesh -> Stream.of(mesh.getMetadata().getName()),
            Differences::saysSomethingElse));
    tasks.on(
        cluster.dataplaneInformer(),
        new Changes<Dataplane, String>(
            queue,
            one -> Stream.of(ClusterCaches.meshOf(one)),
            (before, after) ->
                !Objects.equals(before.getSpec(), after.getSpec())
                    || !Objects.equals(before.getMesh(), after.getMesh())));
    for (ResourceKind kind : CachedInsightSurroundings.countedLegacy()) {
      tasks.on(
          services.informer(kind),
          Changes.to(queue, one -> Stream.of(LegacyObject.of(one).mesh())));
    }
    tasks.on(
        services.informer(ResourceKind.DATAPLANE_INSIGHT),
        Changes.to(queue, one -> Stream.of(LegacyObject.of(one).mesh())));
    tasks.on(
        services.meshServiceInformer(),
        new Changes<MeshService, String>(
            queue,
            one -> Stream.of(CachedInsightSurroundings.meshOf(one)),
            Differences::movesBetweenMeshes));
    for (ResourceKind kind : CachedInsightSurroundings.countedByLabel()) {
      tasks.on(
          services.informer(kind),
          new Changes<GenericKubernetesResource, String>(
              queue,
              one -> Stream.of(CachedInsightSurroundings.meshOf(one)),
              Differences::movesBetweenMeshes));
    }
    // Whoever changes or deletes one: it is put right.
    tasks.on(
        services.informer(ResourceKind.MESH_INSIGHT),
        Changes.to(queue, one -> Stream.of(one.getMetadata().getName())));
    tasks.on(
        services.informer(ResourceKind.SERVICE_INSIGHT),
        Changes.to(queue, one -> Stream.of(LegacyObject.of(one).mesh())));
  }

  /** The mesh whose addresses a ConfigMap has. */
  static Optional<String> meshOfAddresses(ConfigMap configMap) {
    return AddressViewReconciler.meshOf(configMap.getMetadata().getName());
  }

  private static Stream<String> meshesWith(Service service, CachedOffers offers) {
    ObjectKey key = ObjectKey.of(service);
    return Stream.ofNullable(service.getSpec().getPorts())
        .flatMap(List::stream)
        .map(port -> "%s_%s_svc_%d".formatted(key.name(), key.namespace(), port.getPort()))
        .flatMap(tag -> offers.meshesWith(tag).stream());
  }
}
