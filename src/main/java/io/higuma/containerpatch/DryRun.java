package io.higuma.containerpatch;

import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/** Tries a ContainerPatch, alone, on the containers of a pod that asks for nothing special. */
final class DryRun {
  private DryRun() {}

  /**
   * Why they can't take it: one sentence for each container, as what comes after the first
   * operation that does not fit depends on it.
   */
  static List<String> failures(CheckedPatch patch, DefaultContainers containers) {
    var failures = new ArrayList<String>();
    for (PatchTarget target : PatchTarget.values()) {
      containers
          .of(target)
          .map(container -> ContainerPatchApplier.apply(container, List.of(patch), target))
          .ifPresent(result -> {
            switch (result) {
              case ContainerPatchApplier.Result.Patched(var ignored) -> {}
              case ContainerPatchApplier.Result.Failed(var found) ->
                  failures.add(Violation.join(found));
            }
          });
    }
    return List.copyOf(failures);
  }
}
