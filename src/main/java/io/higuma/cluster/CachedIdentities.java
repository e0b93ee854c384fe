package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.resource.ResourceKind;
import io.higuma.service.IdentitySurroundings;
import io.higuma.service.KnownIdentity;
import io.higuma.service.MeshIdentityReconciler;
import io.higuma.service.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * MeshIdentities and MeshTrusts, from memory.
 *
 * @param zone that the control plane serves
 */
public record CachedIdentities(ClusterCaches cluster, ProxyCaches proxies, String zone)
    implements IdentitySurroundings {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Optional<GenericKubernetesResource> meshIdentity(ObjectKey key) {
    return find(ResourceKind.MESH_IDENTITY, key);
  }

  @Override
  public Optional<GenericKubernetesResource> meshTrust(ObjectKey key) {
    return find(ResourceKind.MESH_TRUST, key);
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return cluster.mesh(name);
  }

  private Optional<GenericKubernetesResource> find(ResourceKind kind, ObjectKey key) {
    return Optional.ofNullable(
        informer(kind).getIndexer().getByKey(Cache.namespaceKeyFunc(key.namespace(), key.name())));
  }

  SharedIndexInformer<GenericKubernetesResource> informer(ResourceKind kind) {
    return proxies.informer(kind);
  }

  /** Whether both kinds have been read once. */
  boolean haveSynced() {
    return informer(ResourceKind.MESH_IDENTITY).hasSynced()
        && informer(ResourceKind.MESH_TRUST).hasSynced();
  }

  List<KnownIdentity> of(String mesh) {
    return objects(ResourceKind.MESH_IDENTITY, mesh)
        .map(identity -> KnownIdentity.of(field(identity, "spec"), field(identity, "status")))
        .toList();
  }

  Set<String> trustDomains(String mesh) {
    return objects(ResourceKind.MESH_TRUST, mesh)
        .map(trust -> field(trust, "spec").path("trustDomain").asText(""))
        .collect(Collectors.toSet());
  }

  /** The MeshIdentities of a mesh. */
  Stream<ObjectKey> keys(String mesh) {
    return objects(ResourceKind.MESH_IDENTITY, mesh).map(ObjectKey::of);
  }

  private Stream<GenericKubernetesResource> objects(ResourceKind kind, String mesh) {
    return informer(kind).getIndexer().list().stream()
        .filter(object -> MeshIdentityReconciler.meshOf(object).equals(mesh));
  }

  private static JsonNode field(GenericKubernetesResource object, String name) {
    return JSON.valueToTree(object.getAdditionalProperties().get(name));
  }
}
