package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.envoy.DataplaneView;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.LabelView;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects as Kubernetes stores them, as the mesh knows them. */
final class StoredObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredObjects() {}

  static DataplaneView view(Dataplane dataplane) {
    String mesh = orDefault(dataplane.getMesh());
    return new DataplaneView(mesh, name(dataplane), labels(dataplane, mesh), dataplane.getSpec());
  }

  static MeshObject of(MeshService service) {
    String mesh = orDefault(ObjectMetadata.labels(service).get(Labels.MESH.name()));
    return new MeshObject(
        ResourceKind.MESH_SERVICE,
        mesh,
        name(service),
        labels(service, mesh),
        JSON.valueToTree(service.getSpec()),
        JSON.valueToTree(service.getStatus()));
  }

  /** An object of a kind without a class. */
  static MeshObject of(ResourceKind kind, GenericKubernetesResource object) {
    Map<String, Object> fields = object.getAdditionalProperties();
    String mesh = mesh(kind, object);
    return new MeshObject(
        kind,
        mesh,
        name(object),
        labels(object, mesh),
        tree(fields.get("spec")),
        tree(fields.get("status")));
  }

  private static String mesh(ResourceKind kind, GenericKubernetesResource object) {
    if (!kind.isInMesh()) {
      return "";
    }
    return switch (kind.format()) {
      case NEW -> orDefault(ObjectMetadata.labels(object).get(Labels.MESH.name()));
      case LEGACY ->
          orDefault(
              object.getAdditionalProperties().get("mesh") instanceof String mesh ? mesh : null);
    };
  }

  private static String orDefault(@Nullable String mesh) {
    return mesh == null || mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }

  private static String name(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    return namespace == null || namespace.isEmpty() ? name : name + "." + namespace;
  }

  /** With those that admission would have added: who wrote it may have been before us. */
  private static SortedMap<String, String> labels(HasMetadata object, String mesh) {
    Map<String, String> annotations = ObjectMetadata.annotations(object);
    var labels = new TreeMap<>(LabelView.of(ObjectMetadata.labels(object), annotations));
    String display = annotations.get(Annotations.DISPLAY_NAME.name());
    if (display != null && !display.isEmpty()) {
      labels.put(Annotations.DISPLAY_NAME.name(), display);
    }
    labels.putIfAbsent(Annotations.DISPLAY_NAME.name(), object.getMetadata().getName());
    String namespace = object.getMetadata().getNamespace();
    if (namespace != null && !namespace.isEmpty()) {
      labels.putIfAbsent(Labels.NAMESPACE.name(), namespace);
    }
    if (!mesh.isEmpty()) {
      labels.putIfAbsent(Labels.MESH.name(), mesh);
    }
    return labels;
  }

  private static JsonNode tree(@Nullable Object value) {
    return value == null ? MissingNode.getInstance() : JSON.valueToTree(value);
  }
}
