package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshServiceStatus;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.dataplane.OwnTags;
import io.higuma.envoy.DataplaneView;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.LabelView;
import io.higuma.resource.MeshObject;
import io.higuma.resource.PolicyRole;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects as Kubernetes stores them, as the mesh knows them.
 *
 * @param systemNamespace where synced objects are: only there labels tell where an object is from
 */
record StoredObjects(String systemNamespace) {
  private static final ObjectMapper JSON = new ObjectMapper();

  DataplaneView view(Dataplane dataplane) {
    String mesh = orDefault(dataplane.getMesh());
    String namespace = namespace(dataplane);
    return new DataplaneView(
        mesh,
        name(dataplane),
        labels(dataplane, mesh),
        isOfApplications(namespace)
            ? OwnTags.of(dataplane.getSpec(), namespace)
            : dataplane.getSpec());
  }

  MeshObject of(MeshService service) {
    String mesh = orDefault(ObjectMetadata.labels(service).get(Labels.MESH.name()));
    return new MeshObject(
        ResourceKind.MESH_SERVICE,
        mesh,
        name(service),
        labels(service, mesh),
        JSON.valueToTree(service.getSpec()),
        JSON.valueToTree(seen(service.getStatus())));
  }

  /** Numbers change with each proxy that comes, and no configuration has them. */
  private static MeshServiceStatus seen(MeshServiceStatus status) {
    return new MeshServiceStatus(status.addresses(), status.vips(), status.tls(), List.of(), null);
  }

  /** An object of a kind without a class. */
  MeshObject of(ResourceKind kind, GenericKubernetesResource object) {
    Map<String, Object> fields = object.getAdditionalProperties();
    String mesh = mesh(kind, object);
    JsonNode spec = tree(fields.get("spec"));
    SortedMap<String, String> labels = labels(object, mesh);
    String namespace = namespace(object);
    if (kind.role() == ResourceKind.Role.POLICY && isOfApplications(namespace)) {
      labels.put(Labels.POLICY_ROLE.name(), role(spec, namespace).value());
    }
    // The status of a policy changes with each proxy that comes, and no configuration has it.
    JsonNode status =
        kind.role() == ResourceKind.Role.POLICY
            ? MissingNode.getInstance()
            : tree(fields.get("status"));
    return new MeshObject(kind, mesh, name(object), labels, spec, status);
  }

  /** Where it can't be told, the one that reaches least. */
  private PolicyRole role(JsonNode spec, String namespace) {
    return switch (PolicyRole.of(spec, namespace, systemNamespace)) {
      case PolicyRole.Reading.Known(var role) -> role;
      case PolicyRole.Reading.Mixed ignored -> PolicyRole.WORKLOAD_OWNER;
    };
  }

  private boolean isOfApplications(String namespace) {
    return !namespace.isEmpty() && !namespace.equals(systemNamespace);
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
    String namespace = namespace(object);
    String name = object.getMetadata().getName();
    return namespace.isEmpty() ? name : name + "." + namespace;
  }

  private static String namespace(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return namespace == null ? "" : namespace;
  }

  /**
   * With those that admission would have added: who wrote it may have been before us, or where no
   * webhook is asked. So nobody is in another namespace because their labels say so.
   */
  private SortedMap<String, String> labels(HasMetadata object, String mesh) {
    Map<String, String> annotations = ObjectMetadata.annotations(object);
    var labels = new TreeMap<>(LabelView.of(ObjectMetadata.labels(object), annotations));
    String display = annotations.get(Annotations.DISPLAY_NAME.name());
    if (display != null && !display.isEmpty()) {
      labels.put(Annotations.DISPLAY_NAME.name(), display);
    }
    labels.putIfAbsent(Annotations.DISPLAY_NAME.name(), object.getMetadata().getName());
    String namespace = namespace(object);
    if (isOfApplications(namespace)) {
      labels.put(Labels.NAMESPACE.name(), namespace);
    } else if (!namespace.isEmpty()) {
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
