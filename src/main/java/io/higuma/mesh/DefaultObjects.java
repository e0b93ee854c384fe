package io.higuma.mesh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.dataplane.StoredForm;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.PolicyRole;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;

/**
 * Objects that the control plane makes by itself, with the labels that admission would compute: in
 * the system namespace if their kind has namespaces.
 */
record DefaultObjects(MeshSettings settings) {
  static final String API_VERSION = "kuma.io/v1alpha1";

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * An object that goes away with its mesh.
   *
   * @param spec JSON
   */
  GenericKubernetesResource ofMesh(Mesh mesh, ResourceKind kind, String name, String spec) {
    String meshName = mesh.getMetadata().getName();
    GenericKubernetesResource object = object(kind, name, labels(kind, meshName, Map.of()), spec);
    object
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion(API_VERSION)
                    .withKind(Mesh.KIND)
                    .withName(meshName)
                    .withUid(mesh.getMetadata().getUid())
                    .build()));
    if (kind.format() == ResourceKind.Format.LEGACY) {
      object.setAdditionalProperty("mesh", meshName);
    }
    return object;
  }

  /** An object of no mesh. */
  GenericKubernetesResource ofNoMesh(ResourceKind kind, String name, String spec) {
    return object(kind, name, labels(kind, "", Map.of()), spec);
  }

  private GenericKubernetesResource object(
      ResourceKind kind, String name, Map<String, String> labels, String spec) {
    var object = new GenericKubernetesResource();
    object.setApiVersion(API_VERSION);
    object.setKind(kind.kind());
    var metadata = new ObjectMetaBuilder().withName(name).withLabels(labels);
    if (kind.scope() == ResourceKind.Scope.NAMESPACE) {
      metadata.withNamespace(settings.systemNamespace());
    }
    object.setMetadata(metadata.build());
    object.setAdditionalProperty("spec", tree(spec));
    return StoredForm.metadata(object);
  }

  /**
   * The labels that such an object has to have.
   *
   * @param existing those that it has
   */
  Map<String, String> labels(ResourceKind kind, String mesh, Map<String, String> existing) {
    var facts =
        LabelFacts.of(
            mesh, kind.scope() == ResourceKind.Scope.NAMESPACE ? settings.systemNamespace() : "");
    return new ComputedLabels(settings.mode(), settings.zone())
        .of(
            kind,
            existing,
            kind.role() == ResourceKind.Role.POLICY ? facts.withRole(PolicyRole.SYSTEM) : facts);
  }

  private static Object tree(String json) {
    try {
      return JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec of ours is no JSON", e);
    }
  }
}
