package io.higuma.admission;

import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceKind.Role;
import io.higuma.resource.ResourceView;
import io.higuma.resource.WriteRules;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;

/** What the paths for objects of ours have in common. */
final class Requests {
  private Requests() {}

  /** The kind, if it is one that the mesh knows, and not Kubernetes alone. */
  static Optional<ResourceKind> kind(AdmissionRequest request) {
    return ResourceKind.of(kindName(request)).filter(kind -> kind.role() != Role.KUBERNETES);
  }

  static String kindName(AdmissionRequest request) {
    String kind = request.subject().kind();
    return kind.isEmpty() ? request.object().path("kind").asText("") : kind;
  }

  static AdmissionAnswer unknownKind(AdmissionRequest request) {
    return new AdmissionAnswer.Denied(
        400,
        "this webhook is not for kind \"%s\": see the rules of its configuration"
            .formatted(kindName(request)));
  }

  static AdmissionAnswer misshapen(ResourceKind kind, List<Violation> violations) {
    return new AdmissionAnswer.Denied(
        400, "the object is not a %s: %s".formatted(kind.kind(), Violation.join(violations)));
  }

  /** The answer to a user who may not write this. */
  static Optional<AdmissionAnswer> refusal(
      WriteRules writes, ResourceView object, AdmissionRequest request) {
    return writes
        .refusal(object, request.namespace(), request.subject().user())
        .map(refusal ->
            switch (refusal.form()) {
              case SHORT -> AdmissionAnswer.Denied.forbidden(refusal.message());
              case FULL -> AdmissionAnswer.Denied.forbidden(refusal.message(), refusal.causes());
            });
  }
}
