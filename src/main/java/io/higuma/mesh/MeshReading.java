package io.higuma.mesh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.Optional;

/** Says where the spec of a Mesh has a wrong type; a schema does not prevent it. */
final class MeshReading {
  private static final JsonMapper JSON = new JsonMapper();

  private MeshReading() {}

  /**
   * What is wrong, if anything; without the values, which may be secret.
   *
   * @param spec as it is stored
   */
  static Optional<Violation> defect(JsonNode spec) {
    FieldPath root = FieldPath.of("spec");
    if (spec.isMissingNode() || spec.isNull()) {
      return Optional.empty();
    }
    if (!spec.isObject()) {
      return Optional.of(wrongType(root));
    }
    try {
      JSON.treeToValue(spec, MeshSpec.class);
      return Optional.empty();
    } catch (JsonMappingException e) {
      return Optional.of(wrongType(path(root, e)));
    } catch (JsonProcessingException e) {
      return Optional.of(wrongType(root));
    }
  }

  private static FieldPath path(FieldPath root, JsonMappingException failure) {
    FieldPath path = root;
    for (JsonMappingException.Reference step : failure.getPath()) {
      path =
          step.getFieldName() == null
              ? path.index(step.getIndex())
              : path.field(step.getFieldName());
    }
    return path;
  }

  private static Violation wrongType(FieldPath path) {
    return new Violation(
        path,
        "has a value of a wrong type, so nothing of the mesh counts; see kubectl explain mesh.spec");
  }
}
