package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.ClusterView;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.CommonRules;
import io.higuma.validation.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod must not be, beside what its sidecar needs. A pod that is there already may be
 * changed: the kubelet and controllers depend on it.
 */
public record PodValidation(ClusterView cluster, Residents residents, Meshes meshes) {
  private static final String WORKLOAD = Annotations.WORKLOAD.name();

  /** How many meshes a namespace may be in. */
  public enum Meshes {
    ANY_NUMBER,
    ONE_PER_NAMESPACE
  }

  /** Looks at what is in a namespace. */
  @FunctionalInterface
  public interface Residents {
    /**
     * A mesh with Dataplanes in the namespace, other than this one; an empty text if it is of
     * Dataplanes that have no label for it.
     */
    Optional<String> otherMesh(String namespace, String mesh);
  }

  /** The answer to a request at this path. */
  public AdmissionAnswer answer(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (request.operation().equals("DELETE") || request.operation().equals("CONNECT")) {
      return AdmissionAnswer.Allowed.SILENTLY;
    }
    List<Violation> misshapen = CommonRules.shape(pod);
    if (!misshapen.isEmpty()) {
      return new AdmissionAnswer.Denied(
          400, "the object is not a Pod: " + Violation.join(misshapen));
    }
    Map<String, String> labels = texts(pod, "labels");
    Map<String, String> before =
        request.oldObject().map(old -> texts(old, "labels")).orElse(Map.of());
    String workload = labels.get(WORKLOAD);
    if (workload != null && !workload.equals(before.get(WORKLOAD))) {
      return AdmissionAnswer.Denied.forbidden(
          "cannot manually set kuma.io/workload label on Pod; it is automatically managed by Kuma");
    }
    return switch (meshes) {
      case ANY_NUMBER -> AdmissionAnswer.Allowed.SILENTLY;
      case ONE_PER_NAMESPACE -> inOneMesh(request, labels);
    };
  }

  private AdmissionAnswer inOneMesh(AdmissionRequest request, Map<String, String> labels) {
    String mesh = mesh(request.namespace(), labels, texts(request.object(), "annotations"));
    boolean stays =
        request
            .oldObject()
            .map(old ->
                mesh(request.namespace(), texts(old, "labels"), texts(old, "annotations"))
                    .equals(mesh))
            .orElse(false);
    if (stays) {
      return AdmissionAnswer.Allowed.SILENTLY;
    }
    return residents
        .otherMesh(request.namespace(), mesh)
        .<AdmissionAnswer>map(other ->
            AdmissionAnswer.Denied.forbidden(
                "pod is in mesh \"%s\" but namespace \"%s\" already contains dataplanes in mesh \"%s\"; only one mesh per namespace is allowed when runtime.kubernetes.disallowMultipleMeshesPerNamespace is enabled"
                    .formatted(mesh, request.namespace(), other)))
        .orElse(AdmissionAnswer.Allowed.SILENTLY);
  }

  private String mesh(
      String namespace, Map<String, String> labels, Map<String, String> annotations) {
    var metadata = cluster.namespace(namespace);
    return MeshSelection.of(
            labels,
            annotations,
            metadata.map(found -> found.labels()).orElse(Map.of()),
            metadata.map(found -> found.annotations()).orElse(Map.of()))
        .mesh();
  }

  private static Map<String, String> texts(JsonNode object, String map) {
    var texts = new HashMap<String, String>();
    for (Map.Entry<String, JsonNode> entry : object.path("metadata").path(map).properties()) {
      texts.put(entry.getKey(), entry.getValue().asText(""));
    }
    return texts;
  }
}
