package io.higuma.containerpatch;

import io.higuma.resource.ChangeValidator;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.ResourceChange;

/** Keeps ContainerPatches where injection looks for them. */
public record PatchPlaceValidator(String systemNamespace, Places places)
    implements ChangeValidator {
  /** Where injection looks. */
  public enum Places {
    SYSTEM_NAMESPACE,
    ALL_NAMESPACES
  }

  @Override
  public Verdict validate(ResourceChange change, ClusterFacts facts) {
    return switch (places) {
      case ALL_NAMESPACES -> Verdict.ACCEPTED;
      case SYSTEM_NAMESPACE ->
          change.namespace().equals(systemNamespace)
              ? Verdict.ACCEPTED
              : new Verdict.Forbidden(
                  "ContainerPatch can only be placed in %s namespace. It can be however referenced by pods in all namespaces"
                      .formatted(systemNamespace));
    };
  }
}
