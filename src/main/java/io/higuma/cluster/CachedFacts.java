package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.higuma.admission.OwnerReferences;
import io.higuma.admission.PodValidation;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.mesh.SecretNames;
import io.higuma.metadata.Labels;
import io.higuma.resource.ClusterFacts;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The cluster as admission of our own objects sees it: from memory, then from a second look. */
public final class CachedFacts
    implements ClusterFacts, OwnerReferences.Owners, PodValidation.Residents {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static final int MAX_NAME = 253;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClusterCaches caches;
  private final Fallback fallback;

  public CachedFacts(ClusterCaches caches, Fallback fallback) {
    this.caches = caches;
    this.fallback = fallback;
  }

  @Override
  public Optional<MeshSpec> mesh(String name) {
    return find(name).map(mesh -> mesh.getSpec());
  }

  private Optional<Mesh> find(String name) {
    return caches.mesh(name).or(() -> isName(name) ? fallback.mesh(name) : Optional.empty());
  }

  /** Names that users wrote become parts of paths of the API. */
  private static boolean isName(String text) {
    return text.length() <= MAX_NAME && NAME.matcher(text).matches();
  }

  @Override
  public boolean hasDataplanes(String mesh) {
    return !caches.dataplanesOfMesh(mesh).isEmpty();
  }

  @Override
  public Set<String> externalServices(String mesh) {
    return fallback.externalServices(mesh);
  }

  @Override
  public Optional<byte[]> secret(String mesh, String name) {
    return Optional.of(name)
        .filter(CachedFacts::isName)
        .flatMap(fallback::secret)
        .filter(secret -> SecretNames.MESH_SECRET.equals(secret.getType()))
        .filter(secret -> KubernetesMeshSecrets.mesh(secret).equals(mesh))
        .flatMap(CachedFacts::payload);
  }

  @Override
  public boolean isZoneConnected(String zone) {
    return Optional.of(zone)
        .filter(CachedFacts::isName)
        .flatMap(fallback::zoneInsight)
        .map(insight -> JSON.<JsonNode>valueToTree(insight.getAdditionalProperties()))
        .stream()
        .flatMap(insight -> insight.at("/spec/subscriptions").valueStream())
        .anyMatch(one -> one.hasNonNull("connectTime") && !one.hasNonNull("disconnectTime"));
  }

  private static Optional<byte[]> payload(Secret secret) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(SecretNames.VALUE))
        .map(value -> Base64.getDecoder().decode(value))
        .filter(value -> value.length > 0);
  }

  @Override
  public Optional<String> meshUid(String name) {
    return find(name).map(mesh -> mesh.getMetadata().getUid());
  }

  @Override
  public Optional<String> dataplaneUid(String namespace, String name) {
    return caches
        .dataplane(namespace, name)
        .or(() -> isName(name) ? fallback.dataplane(namespace, name) : Optional.empty())
        .map(dataplane -> dataplane.getMetadata().getUid());
  }

  @Override
  public Optional<String> otherMesh(String namespace, String mesh) {
    return caches.dataplanes(namespace).stream()
        .map(CachedFacts::meshLabel)
        .filter(other -> !other.equals(mesh))
        .findFirst();
  }

  /** Empty if there is none, which differs from every mesh. */
  private static String meshLabel(HasMetadata object) {
    return Optional.ofNullable(object.getMetadata().getLabels())
        .map(labels -> labels.get(Labels.MESH.name()))
        .orElse("");
  }
}
