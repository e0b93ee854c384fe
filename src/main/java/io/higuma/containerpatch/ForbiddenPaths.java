package io.higuma.containerpatch;

import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts of a container that the platform keeps for itself: ContainerPatches of the pods' own
 * namespaces must not change them.
 */
public final class ForbiddenPaths {
  private final List<JsonPath> paths;

  /**
   * @param pointers JSON pointers into a container
   * @throws IllegalArgumentException if one does not begin with a slash; the settings are checked
   */
  public ForbiddenPaths(List<String> pointers) {
    paths =
        pointers.stream()
            .map(pointer ->
                JsonPath.parse(pointer).orElseThrow(() -> new IllegalArgumentException(pointer)))
            .toList();
  }

  /** The operations that change a forbidden part, or something that holds one. */
  public List<Violation> check(CheckedPatch patch) {
    var found = new ArrayList<Violation>();
    for (PatchTarget target : PatchTarget.values()) {
      List<PatchOperation> operations = patch.changes(target).operations();
      for (int i = 0; i < operations.size(); i++) {
        check(operations.get(i), FieldPath.of("spec").field(target.field()).index(i), found);
      }
    }
    return found;
  }

  private void check(PatchOperation operation, FieldPath at, List<Violation> found) {
    switch (operation) {
      case PatchOperation.Add(var path, var ignored) -> check(path, at.field("path"), found);
      case PatchOperation.Replace(var path, var ignored) -> check(path, at.field("path"), found);
      case PatchOperation.Remove(var path) -> check(path, at.field("path"), found);
      case PatchOperation.Copy(var ignored, var path) -> check(path, at.field("path"), found);
      case PatchOperation.Move(var from, var path) -> {
        check(from, at.field("from"), found);
        check(path, at.field("path"), found);
      }
    }
  }

  private void check(JsonPath changed, FieldPath at, List<Violation> found) {
    for (JsonPath forbidden : paths) {
      if (changed.overlaps(forbidden)) {
        found.add(
            new Violation(
                at,
                "%s is for the platform alone (setting higuma.containerPatches.forbiddenPaths has %s); ask its engineers for a ContainerPatch in the system namespace"
                    .formatted(changed, forbidden)));
        return;
      }
    }
  }
}
