package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.mesh.MeshObjects;
import io.higuma.mesh.SecretValue;
import io.higuma.resource.ResourceKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The objects that belong to the life of a mesh, as the API server has them now. */
public final class KubernetesMeshObjects implements MeshObjects {
  private static final Logger LOG = Logger.getLogger(KubernetesMeshObjects.class);
  private static final JsonMapper JSON = new JsonMapper();

  /** Of a chain of certificates; a few KiB, as a rule. */
  private static final int MAX_FILE = 1 << 20;

  private static final PatchContext STATUS =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("higuma-mesh")
          .withForce(true)
          .build();

  private final KubernetesClient client;

  public KubernetesMeshObjects(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public JsonNode spec(String mesh) {
    GenericKubernetesResource stored =
        client
            .genericKubernetesResources(Informers.definition(ResourceKind.MESH))
            .withName(mesh)
            .get();
    return stored == null
        ? MissingNode.getInstance()
        : JSON.valueToTree(stored.getAdditionalProperties().get("spec"));
  }

  @Override
  public Optional<Map<String, String>> labels(GenericKubernetesResource object) {
    return Optional.ofNullable(resource(object).get())
        .map(found -> FormerMesh.checked(found, owner(object)))
        .map(found -> Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of()));
  }

  private static String owner(GenericKubernetesResource object) {
    return object.getMetadata().getOwnerReferences().stream()
        .map(OwnerReference::getUid)
        .findFirst()
        .orElse("");
  }

  @Override
  public boolean create(GenericKubernetesResource object) {
    try {
      resource(object).create();
      return true;
    } catch (KubernetesClientException e) {
      if (Refusals.isConflict(e)) {
        return false;
      }
      throw Refusals.of(e, "create " + described(object));
    }
  }

  @Override
  public void label(GenericKubernetesResource object, Map<String, String> labels) {
    ObjectNode patch = JSON.createObjectNode();
    ObjectNode added = patch.putObject("metadata").putObject("labels");
    labels.forEach(added::put);
    try {
      resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    } catch (KubernetesClientException e) {
      throw Refusals.of(e, "label " + described(object));
    }
  }

  @Override
  public void annotate(Mesh mesh, String key, String value) {
    ObjectNode patch = JSON.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", mesh.getMetadata().getResourceVersion());
    metadata.putObject("annotations").put(key, value);
    try {
      client.resource(mesh).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    } catch (KubernetesClientException e) {
      if (!Refusals.isConflict(e)) {
        throw Refusals.of(e, "annotate Mesh " + mesh.getMetadata().getName());
      }
      // The news of that change brings us here again.
    }
  }

  @Override
  public void status(Mesh mesh, MeshStatus status) {
    var applied = new Mesh();
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withName(mesh.getMetadata().getName())
            .withUid(mesh.getMetadata().getUid())
            .build());
    applied.setStatus(status);
    try {
      client.resource(applied).subresource("status").patch(STATUS);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && !Refusals.isConflict(e)) {
        throw e;
      }
      // The Mesh is gone, or another one of its name; or the CRD is Kuma's, which has no status.
      LOG.debugv("The status of Mesh {0} was not stored", mesh.getMetadata().getName());
    }
  }

  @Override
  public List<String> names(ResourceKind kind) {
    return client.genericKubernetesResources(Informers.definition(kind)).list().getItems().stream()
        .map(found -> found.getMetadata().getName())
        .toList();
  }

  @Override
  public void delete(ResourceKind kind, String name) {
    client.genericKubernetesResources(Informers.definition(kind)).withName(name).delete();
  }

  @Override
  public Optional<SecretValue> file(String path) {
    try (InputStream file = Files.newInputStream(Path.of(path))) {
      byte[] content = file.readNBytes(MAX_FILE + 1);
      return content.length > MAX_FILE
          ? Optional.empty()
          : Optional.of(new SecretValue(new String(content, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // The caller says so, and where.
    }
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
    ResourceKind kind = ResourceKind.of(object.getKind()).orElseThrow();
    var all = client.genericKubernetesResources(Informers.definition(kind));
    return kind.scope() == ResourceKind.Scope.NAMESPACE
        ? all.inNamespace(object.getMetadata().getNamespace()).resource(object)
        : all.resource(object);
  }

  private static String described(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }
}
