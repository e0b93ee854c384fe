package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.higuma.resource.ResourceKind;
import io.higuma.service.GatewaySurroundings;
import io.higuma.service.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What builtin gateways are made from, and which of them a change in the cluster concerns. */
public record CachedGateways(ClusterCaches cluster, ServiceCaches services, GatewayCaches gateways)
    implements GatewaySurroundings {
  @Override
  public Optional<GenericKubernetesResource> gatewayInstance(ObjectKey key) {
    return gateways.instance(key);
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    return cluster.namespace(name);
  }

  @Override
  public List<GenericKubernetesResource> meshGateways() {
    return services.all(ResourceKind.MESH_GATEWAY);
  }

  @Override
  public Optional<Service> service(ObjectKey key) {
    return cluster.service(key.namespace(), key.name());
  }

  @Override
  public Optional<Deployment> deployment(ObjectKey key) {
    return gateways.deployment(key);
  }

  @Override
  public Optional<Deployment> deploymentNow(ObjectKey key) {
    return gateways.deploymentNow(key);
  }

  boolean haveSynced() {
    return cluster.hasSynced()
        && services.haveRead(List.of(ResourceKind.MESH_GATEWAY))
        && gateways.hasSynced();
  }

  /** The instance itself; from the first on Deployments are watched. */
  Stream<ObjectKey> ofInstance(GenericKubernetesResource instance) {
    gateways.expectDeployments();
    return Stream.of(ObjectKey.of(instance));
  }

  /** The instance of this name, whether or not it owns the object: it may wait for the name. */
  Stream<ObjectKey> ofNamesake(HasMetadata object) {
    return Stream.of(ObjectKey.of(object)).filter(key -> gateways.instance(key).isPresent());
  }

  Stream<ObjectKey> in(Namespace namespace) {
    return gateways.instances(namespace.getMetadata().getName()).stream().map(ObjectKey::of);
  }

  /** All instances: they are a handful. */
  Stream<ObjectKey> all() {
    return gateways.instances().stream().map(ObjectKey::of);
  }
}
