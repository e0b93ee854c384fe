package io.higuma.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An API server in memory, with the writes that it saw; it can fail at any of them. */
final class MemoryMeshes implements MeshSecrets, MeshObjects {
  final Map<String, SecretValue> secrets = new TreeMap<>();
  final Map<String, Map<String, String>> objects = new TreeMap<>();
  final Map<String, String> annotations = new HashMap<>();
  final Map<String, SecretValue> files = new HashMap<>();
  final List<String> writes = new ArrayList<>();
  JsonNode spec = MissingNode.getInstance();
  @Nullable MeshStatus status;

  /** How many writes succeed before all others fail. */
  int writesUntilFailure = Integer.MAX_VALUE;

  /** Kinds that the API server does not know. */
  Set<String> unknownKinds = Set.of();

  /** A Mesh as it is now. */
  Mesh mesh(String name) {
    var mesh = new Mesh();
    mesh.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withUid("u-1")
            .withGeneration(1L)
            .withAnnotations(Map.copyOf(annotations))
            .build());
    mesh.setStatus(status);
    return mesh;
  }

  private void write(String what) {
    if (writesUntilFailure-- <= 0) {
      throw new IllegalStateException("the API server is gone");
    }
    writes.add(what);
  }

  @Override
  public Optional<SecretValue> ofMesh(String mesh, String name) {
    return Optional.ofNullable(secrets.get(mesh + "/" + name));
  }

  @Override
  public Set<String> namesOfMesh(Mesh mesh) {
    return names(mesh.getMetadata().getName());
  }

  @Override
  public Set<String> globalNames() {
    return names("");
  }

  private Set<String> names(String mesh) {
    return secrets.keySet().stream()
        .filter(key -> key.startsWith(mesh + "/"))
        .map(key -> key.substring(mesh.length() + 1))
        .collect(Collectors.toSet());
  }

  @Override
  public boolean create(Mesh owner, String name, SecretValue value) {
    return createSecret(owner.getMetadata().getName(), name, value);
  }

  @Override
  public boolean createGlobal(String name, SecretValue value) {
    return createSecret("", name, value);
  }

  private boolean createSecret(String mesh, String name, SecretValue value) {
    if (secrets.containsKey(mesh + "/" + name)) {
      return false;
    }
    write("create Secret " + name);
    secrets.put(mesh + "/" + name, value);
    return true;
  }

  @Override
  public JsonNode spec(String mesh) {
    return spec;
  }

  @Override
  public Optional<Map<String, String>> labels(GenericKubernetesResource object) {
    return Optional.ofNullable(objects.get(KnownOfMesh.key(object)));
  }

  @Override
  public boolean create(GenericKubernetesResource object) {
    if (unknownKinds.contains(object.getKind())) {
      throw new Refusal(
          "The API server did not create " + object.getKind(), new IllegalStateException());
    }
    if (objects.containsKey(KnownOfMesh.key(object))) {
      return false;
    }
    write("create " + KnownOfMesh.key(object));
    objects.put(
        KnownOfMesh.key(object),
        object.getMetadata().getLabels() == null ? Map.of() : object.getMetadata().getLabels());
    return true;
  }

  @Override
  public void label(GenericKubernetesResource object, Map<String, String> labels) {
    write("label " + KnownOfMesh.key(object));
    var all = new TreeMap<>(labels(object).orElseThrow());
    all.putAll(labels);
    objects.put(KnownOfMesh.key(object), all);
  }

  @Override
  public void annotate(Mesh mesh, String key, String value) {
    write("annotate " + mesh.getMetadata().getName());
    annotations.put(key, value);
  }

  @Override
  public void status(Mesh mesh, MeshStatus changed) {
    write("status " + mesh.getMetadata().getName());
    status = changed;
  }

  @Override
  public List<String> names(ResourceKind kind) {
    return objects.keySet().stream()
        .filter(key -> key.startsWith(kind.kind() + "/"))
        .map(key -> key.substring(kind.kind().length() + 1))
        .toList();
  }

  @Override
  public void delete(ResourceKind kind, String name) {
    write("delete " + kind.kind() + "/" + name);
    objects.remove(kind.kind() + "/" + name);
  }

  @Override
  public Optional<SecretValue> file(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
