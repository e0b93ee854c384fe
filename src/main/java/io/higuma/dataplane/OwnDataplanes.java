package io.higuma.dataplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.CommonRules;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What is against a Dataplane that we are about to write. Admission does not ask us about our own
 * objects: it would be a second request for each pod, and the answer is known here.
 */
final class OwnDataplanes {
  private static final DataplaneValidator VALIDATOR = new DataplaneValidator();

  private OwnDataplanes() {}

  /**
   * A sentence for the user of the pod; empty when the Dataplane is welcome.
   *
   * @param stored the Dataplane as it is to be stored
   * @param mesh the one that it names
   */
  static Optional<String> objection(JsonNode stored, MeshSpec mesh) {
    var view = new ResourceView(ResourceKind.DATAPLANE, stored);
    var violations = new ArrayList<Violation>(CommonRules.mesh(view));
    violations.addAll(CommonRules.origin(view));
    violations.addAll(VALIDATOR.validate(view));
    return violations.isEmpty()
        ? MembershipValidator.objection(view, mesh)
        : Optional.of(Violation.join(violations));
  }
}
