package io.higuma.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/** Whether the fields of an AdmissionReview that are read have the types that they should have. */
final class ReviewShape {
  private static final FieldPath REQUEST = FieldPath.of("request");

  private final List<Violation> violations = new ArrayList<>(0);

  private ReviewShape() {}

  /**
   * Everything that is wrong.
   *
   * @param review with an object {@code request}
   */
  static List<Violation> check(JsonNode review) {
    var shape = new ReviewShape();
    shape.checkVersion(review.path("apiVersion"));
    shape.checkKind(review.path("kind"));
    JsonNode request = review.path("request");
    for (String field : List.of("namespace", "operation")) {
      JsonNode text = request.path(field);
      shape.check(isAbsent(text) || text.isTextual(), REQUEST.field(field), "must be a text");
    }
    JsonNode dryRun = request.path("dryRun");
    shape.check(
        isAbsent(dryRun) || dryRun.isBoolean(), REQUEST.field("dryRun"), "must be true or false");
    return shape.violations;
  }

  private void checkVersion(JsonNode version) {
    check(
        isAbsent(version) || ReviewHead.VERSIONS.contains(version.asText()),
        FieldPath.of("apiVersion"),
        "must be admission.k8s.io/v1 or admission.k8s.io/v1beta1");
  }

  private void checkKind(JsonNode kind) {
    check(
        isAbsent(kind) || kind.asText().equals("AdmissionReview"),
        FieldPath.of("kind"),
        "must be AdmissionReview");
  }

  private void check(boolean good, FieldPath at, String otherwise) {
    if (!good) {
      violations.add(new Violation(at, otherwise));
    }
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }
}
