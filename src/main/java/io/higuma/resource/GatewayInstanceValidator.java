package io.higuma.resource;

import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.resource.ResourceChange.Operation;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;

/** Keeps a MeshGatewayInstance to what only it can say: the service follows from its name. */
public record GatewayInstanceValidator(Mode mode) implements ChangeValidator {
  @Override
  public Verdict validate(ResourceChange change, ClusterFacts facts) {
    if (change.operation() == Operation.DELETE) {
      return Verdict.ACCEPTED;
    }
    if (mode == Mode.GLOBAL && change.operation() == Operation.CREATE) {
      return new Verdict.Forbidden(
          "Operation not allowed. Kuma resources like MeshGatewayInstance can be created only from the 'zone' control plane and not from a 'global' control plane.");
    }
    return change.object().spec().path("tags").has("kuma.io/service")
        ? Verdict.of(
            List.of(new Violation(FieldPath.of("tags"), "\"kuma.io/service\" must not be defined")))
        : Verdict.ACCEPTED;
  }
}
