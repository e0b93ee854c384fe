package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.CaBackend;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.mesh.SecretNames;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.CommonRules;
import io.higuma.resource.PrivilegedUsers;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps secrets of meshes whole, and those in use there. Other secrets are none of its business.
 */
public record SecretAdmission(ClusterFacts facts, Deletion deletion, Mode mode) {
  private static final FieldPath MESH_LABEL =
      FieldPath.of("metadata.labels").key(Labels.MESH.name());

  /** Whether what is in use can be deleted. */
  public enum Deletion {
    OF_WHAT_IS_NOT_IN_USE,
    OF_EVERYTHING
  }

  /** The answer to a request at this path. */
  public AdmissionAnswer answer(AdmissionRequest request) {
    if (request.operation().equals("DELETE")) {
      return request
          .oldObject()
          .map(secret -> deleted(secret, request))
          .orElseGet(() -> AdmissionAnswer.Allowed.SILENTLY);
    }
    ObjectNode secret = request.object();
    String type = secret.path("type").asText("");
    if (!type.equals(SecretNames.MESH_SECRET) && !type.equals(SecretNames.GLOBAL_SECRET)) {
      return AdmissionAnswer.Allowed.SILENTLY;
    }
    List<Violation> misshapen = CommonRules.shape(secret);
    if (!misshapen.isEmpty()) {
      return new AdmissionAnswer.Denied(
          400, "the object is not a Secret: " + Violation.join(misshapen));
    }
    if (secret.path("metadata").has("deletionTimestamp")) {
      return AdmissionAnswer.Allowed.SILENTLY;
    }
    List<Violation> violations = violations(secret, type, request.oldObject());
    return violations.isEmpty()
        ? AdmissionAnswer.Allowed.SILENTLY
        : AdmissionAnswer.Denied.invalid("Secret", name(secret), violations);
  }

  private static List<Violation> violations(
      ObjectNode secret, String type, Optional<ObjectNode> old) {
    var violations = new ArrayList<Violation>();
    if (type.equals(SecretNames.MESH_SECRET)
        && old.isPresent()
        && !mesh(old.get()).equals(mesh(secret))) {
      violations.add(
          new Violation(
              MESH_LABEL,
              "cannot change mesh of the Secret. Delete the Secret first and apply it again."));
    }
    if (type.equals(SecretNames.GLOBAL_SECRET) && !meshLabel(secret).isMissingNode()) {
      violations.add(new Violation(MESH_LABEL, "mesh cannot be set on global secret"));
    }
    if (secret.path("data").path(SecretNames.VALUE).asText("").isEmpty()) {
      violations.add(new Violation(FieldPath.of("data.value"), "cannot be empty."));
    }
    return violations;
  }

  private AdmissionAnswer deleted(ObjectNode secret, AdmissionRequest request) {
    if (deletion == Deletion.OF_EVERYTHING
        || PrivilegedUsers.isCaretaker(request.subject().user())
        || !secret.path("type").asText("").equals(SecretNames.MESH_SECRET)
        || isSynced(secret)) {
      return AdmissionAnswer.Allowed.SILENTLY;
    }
    String mesh = mesh(secret);
    return facts
        .mesh(mesh)
        .flatMap(spec -> user(spec, mesh, name(secret)))
        .map(backend ->
            AdmissionAnswer.Denied.invalid(
                "Secret", name(secret), List.of(inUse(name(secret), mesh, backend))))
        .<AdmissionAnswer>map(denied -> denied)
        .orElse(AdmissionAnswer.Allowed.SILENTLY);
  }

  private static Violation inUse(String secret, String mesh, String backend) {
    return new Violation(
        FieldPath.of("name"),
        "The secret \"%s\" that you are trying to remove is currently in use in Mesh \"%s\" in mTLS backend \"%s\". Please remove the reference from the \"%s\" backend before removing the secret."
            .formatted(secret, mesh, backend, backend));
  }

  /** The backend that uses a secret. */
  private static Optional<String> user(MeshSpec spec, String mesh, String secret) {
    if (spec.mtls() == null) {
      return Optional.empty();
    }
    for (CaBackend backend : spec.mtls().backends()) {
      String name = backend.name() == null ? "" : backend.name();
      if (uses(backend, mesh, name, secret)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static boolean uses(CaBackend backend, String mesh, String name, String secret) {
    return switch (backend.type()) {
      case "builtin" ->
          secret.equals(SecretNames.builtinCertificate(mesh, name))
              || secret.equals(SecretNames.builtinKey(mesh, name));
      case "provided" -> {
        JsonNode conf = backend.conf();
        yield conf != null
            && (secret.equals(conf.path("cert").path("secret").asText(""))
                || secret.equals(conf.path("key").path("secret").asText("")));
      }
      case null, default -> false;
    };
  }

  private boolean isSynced(ObjectNode secret) {
    String origin = secret.path("metadata").path("labels").path(Labels.ORIGIN.name()).asText("");
    return switch (mode) {
      case ZONE -> origin.equals("global");
      case GLOBAL -> origin.equals("zone");
    };
  }

  private static String mesh(ObjectNode secret) {
    String mesh = meshLabel(secret).asText("");
    return mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }

  private static JsonNode meshLabel(ObjectNode secret) {
    return secret.path("metadata").path("labels").path(Labels.MESH.name());
  }

  private static String name(ObjectNode secret) {
    return secret.path("metadata").path("name").asText("");
  }
}
