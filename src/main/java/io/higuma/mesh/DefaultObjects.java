package io.higuma.mesh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    GenericKubernetesResource object = object(kind, name, labels(kind, meshName), spec);
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
    return object(kind, name, labels(kind, ""), spec);
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
    return object;
  }

  private Map<String, String> labels(ResourceKind kind, String mesh) {
    var labels = new TreeMap<String, String>();
    if (kind.isInMesh()) {
      labels.put(Labels.MESH.name(), mesh);
    }
    if (settings.role() != MeshSettings.Role.GLOBAL && kind.sync().isFromZone()) {
      labels.put(Labels.ORIGIN.name(), "zone");
      labels.put(Labels.ZONE.name(), settings.zone());
      labels.put(Labels.ENVIRONMENT.name(), "kubernetes");
    }
    if (kind.scope() == ResourceKind.Scope.NAMESPACE) {
      labels.put(Labels.NAMESPACE.name(), settings.systemNamespace());
    }
    if (kind.role() == ResourceKind.Role.POLICY) {
      labels.put(Labels.POLICY_ROLE.name(), "system");
    }
    return labels;
  }

  private static Object tree(String json) {
    try {
      return JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec of ours is no JSON", e);
    }
  }
}
