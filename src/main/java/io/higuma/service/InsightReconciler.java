package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.LabelFacts;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the numbers of each mesh: its MeshInsight and its ServiceInsight. Which data planes are
 * connected is told by {@link Connections}.
 */
public record InsightReconciler(
    InsightSurroundings surroundings,
    Connections connections,
    ComputedLabels labels,
    Writes writes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The name of the ServiceInsight of a mesh. */
  static String servicesOf(String mesh) {
    return "all-services-" + mesh;
  }

  /** One mesh at a time. */
  public void reconcile(String mesh) {
    surroundings
        .mesh(mesh)
        .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
        .ifPresent(this::keep);
  }

  private void keep(Mesh mesh) {
    String name = mesh.getMetadata().getName();
    var numbers = new MeshNumbers();
    var services = new ServiceNumbers();
    for (Dataplane dataplane : surroundings.dataplanesOfMesh(name)) {
      Connection connection = connections.of(dataplane);
      ProxyState state = ProxyState.of(dataplane, connection);
      numbers.add(dataplane, connection, state);
      services.add(dataplane, connection, state);
    }
    surroundings.legacy(ResourceKind.EXTERNAL_SERVICE).stream()
        .filter(one -> one.mesh().equals(name))
        .sorted(LegacyObject.BY_NAME)
        .forEach(services::addExternal);
    boolean exclusive = mesh.getSpec().meshServicesMode() == MeshServicesMode.Exclusive;
    ObjectNode ofMesh = JSON.createObjectNode();
    ofMesh.set(
        "spec", numbers.spec(surroundings.counts(name), surroundings.policies(name), services));
    keep(ResourceKind.MESH_INSIGHT, name, mesh, ofMesh);
    ObjectNode ofServices = JSON.createObjectNode().put("mesh", name);
    ofServices.set("spec", exclusive ? services.specOfGateways() : services.spec());
    keep(ResourceKind.SERVICE_INSIGHT, servicesOf(name), mesh, ofServices);
  }

  private void keep(ResourceKind kind, String name, Mesh mesh, ObjectNode wanted) {
    Optional<GenericKubernetesResource> found = surroundings.insight(kind, name);
    if (found.isEmpty()) {
      Map<String, String> all =
          labels.of(kind, Map.of(), LabelFacts.of(mesh.getMetadata().getName(), ""));
      writes.create(
          new GeneratedObject(kind, new ObjectKey("", name), all, List.of(ownerOf(mesh)), wanted)
              .object());
      return;
    }
    ObjectNode stored = JSON.createObjectNode();
    for (String field : List.of("mesh", "spec")) {
      JsonNode value = JSON.valueToTree(found.get().getAdditionalProperties().get(field));
      if (wanted.has(field) && !value.isNull() && !value.isMissingNode()) {
        stored.set(field, value);
      }
    }
    MergePatch.between(stored, wanted).ifPresent(patch -> writes.patch(found.get(), patch));
  }

  private static OwnerReference ownerOf(Mesh mesh) {
    return new OwnerReferenceBuilder()
        .withApiVersion(mesh.getApiVersion())
        .withKind(Mesh.KIND)
        .withName(mesh.getMetadata().getName())
        .withUid(mesh.getMetadata().getUid())
        .build();
  }
}
