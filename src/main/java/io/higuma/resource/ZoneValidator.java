package io.higuma.resource;

import io.higuma.resource.ResourceChange.Operation;

/**
 * Keeps a Zone while its control plane is connected, which would make it anew.
 *
 * @param deletion what becomes of such a Zone
 */
public record ZoneValidator(Deletion deletion) implements ChangeValidator {
  @Override
  public Verdict validate(ResourceChange change, ClusterFacts facts) {
    boolean isKept =
        change.operation() == Operation.DELETE
            && deletion == Deletion.PROTECTED
            && facts.isZoneConnected(change.object().name());
    return isKept
        ? new Verdict.Failed(
            400, "unable to delete Zone, Zone CP is still connected, please shut it down first")
        : Verdict.ACCEPTED;
  }
}
