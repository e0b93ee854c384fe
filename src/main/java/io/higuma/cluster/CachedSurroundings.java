package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.dataplane.PodSurroundings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod is converted with, from memory; its owners, which hardly ever change, from single
 * reads.
 *
 * @param owners asked for pods without Services only
 */
public record CachedSurroundings(
    ClusterCaches caches, ZoneProxyCaches zoneProxies, OwnerReads owners)
    implements PodSurroundings {
  private static final Comparator<Dataplane> BY_NAME =
      Comparator.comparing((Dataplane dataplane) -> dataplane.getMetadata().getNamespace())
          .thenComparing(dataplane -> dataplane.getMetadata().getName());

  @Override
  public Optional<Namespace> namespace(String name) {
    return caches.namespace(name);
  }

  @Override
  public List<Service> services(String namespace) {
    return caches.services(namespace).stream()
        .sorted(Comparator.comparing(service -> service.getMetadata().getName()))
        .toList();
  }

  @Override
  public List<Service> candidates(String namespace, Map<String, String> labels) {
    return caches.candidates(namespace, labels);
  }

  @Override
  public Optional<Service> service(String namespace, String name) {
    return caches.service(namespace, name);
  }

  @Override
  public List<EndpointSlice> endpointSlices(String namespace, String service) {
    return caches.endpointSlices(namespace, service);
  }

  @Override
  public Optional<Node> node(String name) {
    return caches.node(name);
  }

  @Override
  public List<Node> nodes() {
    return caches.nodes().stream()
        .sorted(Comparator.comparing(node -> node.getMetadata().getName()))
        .toList();
  }

  @Override
  public Optional<ReplicaSet> replicaSet(String namespace, String name) {
    return owners.replicaSet(namespace, name);
  }

  @Override
  public Optional<Job> job(String namespace, String name) {
    return owners.job(namespace, name);
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return caches.mesh(name);
  }

  @Override
  public Optional<Dataplane> dataplane(String namespace, String name) {
    return caches.dataplane(namespace, name);
  }

  @Override
  public List<Dataplane> dataplanes(String mesh) {
    return caches.dataplanesOfMesh(mesh).stream().sorted(BY_NAME).toList();
  }

  @Override
  public Optional<ZoneIngress> zoneIngress(String namespace, String name) {
    return zoneProxies.zoneIngress(namespace, name);
  }

  @Override
  public Optional<ZoneEgress> zoneEgress(String namespace, String name) {
    return zoneProxies.zoneEgress(namespace, name);
  }
}
