package io.higuma.resource;

import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.resource.ResourceChange.Operation;

/** Keeps MeshGatewayInstances where gateways can run. */
public record GatewayInstanceValidator(Mode mode) implements ChangeValidator {
  @Override
  public Verdict validate(ResourceChange change, ClusterFacts facts) {
    return mode == Mode.GLOBAL && change.operation() == Operation.CREATE
        ? new Verdict.Forbidden(
            "Operation not allowed. Kuma resources like MeshGatewayInstance can be created only from the 'zone' control plane and not from a 'global' control plane.")
        : Verdict.ACCEPTED;
  }
}
