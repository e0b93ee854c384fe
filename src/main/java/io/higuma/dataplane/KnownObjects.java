package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.HasMetadata;
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
import io.higuma.metadata.Labels;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Surroundings that are given in full, in the order in which they are given. */
public record KnownObjects(List<HasMetadata> objects) implements PodSurroundings {
  public KnownObjects {
    objects = List.copyOf(objects);
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    return named(Namespace.class, null, name);
  }

  @Override
  public List<Service> services(String namespace) {
    return in(Service.class, namespace).toList();
  }

  @Override
  public Optional<Service> service(String namespace, String name) {
    return named(Service.class, namespace, name);
  }

  @Override
  public List<EndpointSlice> endpointSlices(String namespace, String service) {
    return in(EndpointSlice.class, namespace)
        .filter(
            slice -> service.equals(ObjectMetadata.labels(slice).get(Labels.SERVICE_NAME.name())))
        .toList();
  }

  @Override
  public Optional<Node> node(String name) {
    return named(Node.class, null, name);
  }

  @Override
  public List<Node> nodes() {
    return of(Node.class).toList();
  }

  @Override
  public Optional<ReplicaSet> replicaSet(String namespace, String name) {
    return named(ReplicaSet.class, namespace, name);
  }

  @Override
  public Optional<Job> job(String namespace, String name) {
    return named(Job.class, namespace, name);
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return named(Mesh.class, null, name);
  }

  @Override
  public Optional<Dataplane> dataplane(String namespace, String name) {
    return named(Dataplane.class, namespace, name);
  }

  @Override
  public List<Dataplane> dataplanes(String mesh) {
    return of(Dataplane.class).filter(dataplane -> mesh.equals(MeshOfPod.of(dataplane))).toList();
  }

  @Override
  public Optional<ZoneIngress> zoneIngress(String namespace, String name) {
    return named(ZoneIngress.class, namespace, name);
  }

  @Override
  public Optional<ZoneEgress> zoneEgress(String namespace, String name) {
    return named(ZoneEgress.class, namespace, name);
  }

  private <T extends HasMetadata> Stream<T> of(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  private <T extends HasMetadata> Stream<T> in(Class<T> type, @Nullable String namespace) {
    return of(type)
        .filter(object -> Objects.equals(object.getMetadata().getNamespace(), namespace));
  }

  private <T extends HasMetadata> Optional<T> named(
      Class<T> type, @Nullable String namespace, String name) {
    return in(type, namespace)
        .filter(object -> name.equals(object.getMetadata().getName()))
        .findFirst();
  }
}
