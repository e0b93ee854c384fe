package io.higuma.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.ClusterFacts;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of these objects alone. */
record KnownFacts(List<ObjectNode> objects)
    implements ClusterFacts, OwnerReferences.Owners, PodValidation.Residents {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Optional<MeshSpec> mesh(String name) {
    return named("Mesh", name)
        .map(mesh -> {
          try {
            return JSON.treeToValue(mesh.path("spec"), MeshSpec.class);
          } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
          }
        });
  }

  @Override
  public boolean hasDataplanes(String mesh) {
    return of("Dataplane").anyMatch(dataplane -> dataplane.path("mesh").asText("").equals(mesh));
  }

  @Override
  public Set<String> externalServices(String mesh) {
    return of("ExternalService")
        .filter(service -> service.path("mesh").asText("").equals(mesh))
        .map(service -> service.at("/spec/tags/kuma.io~1service").asText(""))
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<byte[]> secret(String mesh, String name) {
    return named("Secret", name)
        .map(secret -> Base64.getDecoder().decode(secret.at("/data/value").asText("")));
  }

  @Override
  public Optional<String> meshUid(String name) {
    return named("Mesh", name).map(mesh -> mesh.at("/metadata/uid").asText());
  }

  @Override
  public Optional<String> dataplaneUid(String namespace, String name) {
    return named("Dataplane", name).map(dataplane -> dataplane.at("/metadata/uid").asText());
  }

  @Override
  public Optional<String> otherMesh(String namespace, String mesh) {
    return of("Dataplane")
        .filter(dataplane -> dataplane.at("/metadata/namespace").asText().equals(namespace))
        .map(dataplane -> dataplane.at("/metadata/labels/kuma.io~1mesh").asText(""))
        .filter(other -> !other.equals(mesh))
        .findFirst();
  }

  private Optional<ObjectNode> named(String kind, String name) {
    return of(kind).filter(object -> object.at("/metadata/name").asText().equals(name)).findFirst();
  }

  private Stream<ObjectNode> of(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
  }
}
