package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.mesh.MeshSecrets;
import io.higuma.mesh.SecretNames;
import io.higuma.mesh.SecretValue;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kuma's Secrets of the system namespace. Their values are read when needed, and never kept. */
public final class KubernetesMeshSecrets implements MeshSecrets, AutoCloseable {
  private static final String TYPE = "type";

  private final KubernetesClient client;
  private final String namespace;
  private final SharedIndexInformer<Secret> changes;
  private final SharedIndexInformer<Secret> globalChanges;

  public KubernetesMeshSecrets(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    this.changes = informer(client, namespace, SecretNames.MESH_SECRET);
    this.globalChanges = informer(client, namespace, SecretNames.GLOBAL_SECRET);
  }

  private static SharedIndexInformer<Secret> informer(
      KubernetesClient client, String namespace, String type) {
    return Informers.make(
        client.secrets().inNamespace(namespace).withField(TYPE, type), Pruning::secret);
  }

  /** Begins to watch, without waiting. */
  public void start() {
    Informers.start(changes);
    Informers.start(globalChanges);
  }

  @Override
  public void close() {
    changes.close();
    globalChanges.close();
  }

  /** Tells the mesh of which a Secret was made, changed or deleted. Before {@link #start}. */
  public void whenChanged(Consumer<String> follower) {
    changes.addEventHandler(new Told(secret -> follower.accept(mesh(secret))));
  }

  /** Tells the name of a Secret of no mesh that was made, changed or deleted. */
  public void whenGlobalChanged(Consumer<String> follower) {
    globalChanges.addEventHandler(
        new Told(secret -> follower.accept(secret.getMetadata().getName())));
  }

  private record Told(Consumer<Secret> follower) implements ResourceEventHandler<Secret> {
    @Override
    public void onAdd(Secret added) {
      follower.accept(added);
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      follower.accept(after);
    }

    @Override
    public void onDelete(Secret deleted, boolean lastStateUnknown) {
      follower.accept(deleted);
    }
  }

  /** Tells when a Secret of a mesh was made, changed or deleted. */
  public EventSource<Secret, Mesh> trigger() {
    return new InformerTrigger<>("secret", changes, secret -> Set.of(new ResourceID(mesh(secret))));
  }

  @Override
  public Optional<SecretValue> ofMesh(String mesh, String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get())
        .filter(secret -> SecretNames.MESH_SECRET.equals(secret.getType()))
        .filter(secret -> mesh(secret).equals(mesh))
        .flatMap(KubernetesMeshSecrets::value);
  }

  /** The value of a Secret of no mesh. */
  public Optional<SecretValue> ofNoMesh(String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get())
        .filter(secret -> SecretNames.GLOBAL_SECRET.equals(secret.getType()))
        .flatMap(KubernetesMeshSecrets::value);
  }

  @Override
  public Set<String> namesOfMesh(Mesh mesh) {
    return list(SecretNames.MESH_SECRET)
        .filter(secret -> mesh(secret).equals(mesh.getMetadata().getName()))
        .map(secret -> FormerMesh.checked(secret, mesh.getMetadata().getUid()))
        .map(secret -> secret.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  @Override
  public Set<String> globalNames() {
    return list(SecretNames.GLOBAL_SECRET)
        .map(secret -> secret.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  @Override
  public boolean create(Mesh owner, String name, SecretValue value) {
    Secret secret = secret(SecretNames.MESH_SECRET, name, value);
    String mesh = owner.getMetadata().getName();
    secret.getMetadata().setLabels(Map.of(Labels.MESH.name(), mesh));
    secret
        .getMetadata()
        .getOwnerReferences()
        .add(
            new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(mesh)
                .withUid(owner.getMetadata().getUid())
                .build());
    return create(secret);
  }

  @Override
  public boolean createGlobal(String name, SecretValue value) {
    return create(secret(SecretNames.GLOBAL_SECRET, name, value));
  }

  private Secret secret(String type, String name, SecretValue value) {
    byte[] bytes = value.text().getBytes(StandardCharsets.UTF_8);
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withType(type)
        .addToData(SecretNames.VALUE, Base64.getEncoder().encodeToString(bytes))
        .build();
  }

  private boolean create(Secret secret) {
    try {
      client.resource(secret).create();
      return true;
    } catch (KubernetesClientException e) {
      if (Refusals.isConflict(e)) {
        return false;
      }
      throw Refusals.of(e, "create Secret " + secret.getMetadata().getName());
    }
  }

  private Stream<Secret> list(String type) {
    return client.secrets().inNamespace(namespace).withField(TYPE, type).list().getItems().stream()
        .filter(secret -> type.equals(secret.getType()));
  }

  private static Optional<SecretValue> value(Secret secret) {
    return Stream.ofNullable(secret.getData())
        .flatMap(data -> Stream.ofNullable(data.get(SecretNames.VALUE)))
        .map(Base64.getDecoder()::decode)
        .map(bytes -> new SecretValue(new String(bytes, StandardCharsets.UTF_8)))
        .filter(value -> !value.text().isEmpty())
        .findFirst();
  }

  /** The mesh that a Secret is of; an empty label counts as none. */
  static String mesh(Secret secret) {
    return Optional.ofNullable(secret.getMetadata().getLabels())
        .map(labels -> labels.get(Labels.MESH.name()))
        .filter(mesh -> !mesh.isEmpty())
        .orElse(MeshSelection.DEFAULT_MESH);
  }
}
