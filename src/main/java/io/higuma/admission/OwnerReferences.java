package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.inject.PodEdit;
import io.higuma.metadata.Labels;
import io.higuma.resource.CommonRules;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;

/**
 * Lets each object of a mesh be owned by it, so that it goes with the mesh.
 *
 * @param mode who made an object that this control plane did not
 */
public record OwnerReferences(Owners owners, MeshOwnership ownership, Mode mode) {
  private static final String API_VERSION = "kuma.io/v1alpha1";

  /** Whether meshes own what is in them. */
  public enum MeshOwnership {
    MESHES_OWN,
    /** For backup tools that restore objects before their owners. */
    OFF
  }

  /** Looks up objects that can own others. */
  public interface Owners {
    /** The uid of a Mesh; empty if there is none of that name. */
    Optional<String> meshUid(String name);

    /** The uid of a Dataplane; empty if there is none of that name. */
    Optional<String> dataplaneUid(String namespace, String name);
  }

  /** The answer to a request at this path. */
  public AdmissionAnswer answer(AdmissionRequest request) {
    Optional<ResourceKind> known = Requests.kind(request);
    if (known.isEmpty()) {
      return Requests.unknownKind(request);
    }
    List<Violation> misshapen = CommonRules.shape(request.object());
    if (!misshapen.isEmpty()) {
      return Requests.misshapen(known.get(), misshapen);
    }
    var object = new ResourceView(known.get(), request.object());
    return switch (object.kind()) {
      case MESH_SERVICE -> untouched("ignored. MeshService has a reference for Service");
      case DATAPLANE_INSIGHT -> ownedByDataplane(object);
      default -> ownedByMesh(object);
    };
  }

  private static AdmissionAnswer untouched(String why) {
    return new AdmissionAnswer.Allowed(why, AdmissionAnswer.Remarks.NONE);
  }

  private AdmissionAnswer ownedByDataplane(ResourceView object) {
    return owners
        .dataplaneUid(object.namespace(), object.name())
        .map(uid -> owned(object, "Dataplane", object.name(), uid))
        .orElseGet(() -> notFound("dataplanes", object.name()));
  }

  private AdmissionAnswer ownedByMesh(ResourceView object) {
    if (ownership == MeshOwnership.OFF) {
      return untouched("ignored. Configuration setup to ignore Mesh owner reference.");
    }
    if (!object.kind().isInMesh()) {
      return untouched("ignored. It's not a Mesh scoped resource.");
    }
    List<Violation> wrongMesh = CommonRules.mesh(object);
    if (!wrongMesh.isEmpty()) {
      return AdmissionAnswer.Denied.invalid(object.kind().kind(), object.name(), wrongMesh);
    }
    if (isSynced(object)) {
      return untouched("ignore. It's synced resource.");
    }
    return owners
        .meshUid(object.mesh())
        .map(uid -> owned(object, "Mesh", object.mesh(), uid))
        .orElseGet(() -> notFound("meshes", object.mesh()));
  }

  private boolean isSynced(ResourceView object) {
    String origin = object.label(Labels.ORIGIN.name());
    return switch (mode) {
      case ZONE -> origin.equals("global");
      case GLOBAL -> origin.equals("zone");
    };
  }

  /** In the API server's own words. */
  private static AdmissionAnswer notFound(String plural, String name) {
    return new AdmissionAnswer.Denied(400, "%s.kuma.io \"%s\" not found".formatted(plural, name));
  }

  /** One reference to each owner: a stale one to an owner of that name is replaced. */
  private static AdmissionAnswer owned(ResourceView object, String kind, String name, String uid) {
    ObjectNode reference =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", API_VERSION)
            .put("kind", kind)
            .put("name", name)
            .put("uid", uid);
    JsonNode present = object.metadata().path("ownerReferences");
    for (int i = 0; i < present.size(); i++) {
      if (isTo(present.get(i), kind, name)) {
        return present.get(i).path("uid").asText("").equals(uid)
            ? AdmissionAnswer.Allowed.SILENTLY
            : patched(new PodEdit("replace", "/metadata/ownerReferences/" + i, reference));
      }
    }
    if (present.isEmpty()) {
      ArrayNode references = JsonNodeFactory.instance.arrayNode().add(reference);
      return patched(new PodEdit("add", "/metadata/ownerReferences", references));
    }
    return patched(new PodEdit("add", "/metadata/ownerReferences/-", reference));
  }

  private static boolean isTo(JsonNode reference, String kind, String name) {
    return reference.path("kind").asText("").equals(kind)
        && reference.path("name").asText("").equals(name)
        && reference.path("apiVersion").asText("").startsWith("kuma.io/");
  }

  private static AdmissionAnswer patched(PodEdit edit) {
    return new AdmissionAnswer.Patched(List.of(edit), AdmissionAnswer.Remarks.NONE);
  }
}
