package io.higuma.containerpatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/** Applies ContainerPatches to a finished container. */
public final class ContainerPatchApplier {
  private ContainerPatchApplier() {}

  /** The container after its patches, or why they can't be applied. */
  public sealed interface Result {
    record Patched(ObjectNode container) implements Result {}

    record Failed(List<Violation> violations) implements Result {}
  }

  /**
   * Applies the operations for one target, patch after patch.
   *
   * @param container the container, which is left as it is
   * @param patches in the order in which they apply; one with mistakes in what it does to the
   *     target fails
   */
  public static Result apply(ObjectNode container, List<CheckedPatch> patches, PatchTarget target) {
    List<CheckedPatch> effective =
        patches.stream().filter(patch -> !patch.changes(target).isEmpty()).toList();
    if (effective.isEmpty()) {
      return new Result.Patched(container);
    }
    List<Violation> mistakes = mistakes(effective, target);
    if (!mistakes.isEmpty()) {
      return new Result.Failed(mistakes);
    }
    ObjectNode draft = container.deepCopy();
    var editor = new JsonEditor(draft);
    for (CheckedPatch patch : effective) {
      List<PatchOperation> operations = patch.changes(target).operations();
      for (int i = 0; i < operations.size(); i++) {
        try {
          editor.apply(operations.get(i));
        } catch (JsonEditor.DoesNotFit e) {
          FieldPath at = FieldPath.of("spec").field(target.field()).index(i).field("path");
          return new Result.Failed(
              List.of(named(patch, new Violation(at, doesNotFit(e, container)))));
        }
      }
    }
    return ContainerReader.read(draft, effective, target);
  }

  private static String doesNotFit(JsonEditor.DoesNotFit e, ObjectNode container) {
    return "%s %s: mend the operation, or put one before it that adds what it needs"
        .formatted(e.getMessage(), container.path("name").asText());
  }

  /** The violation with the patch that it is in, for readers who see a pod. */
  static Violation named(CheckedPatch patch, Violation violation) {
    return new Violation(FieldPath.ROOT, named(patch.name()) + violation);
  }

  /** What each violation of the patch begins with. */
  static String named(String name) {
    return "ContainerPatch \"" + name + "\" ";
  }

  private static List<Violation> mistakes(List<CheckedPatch> patches, PatchTarget target) {
    var found = new ArrayList<Violation>();
    for (CheckedPatch patch : patches) {
      patch.changes(target).violations().forEach(violation -> found.add(named(patch, violation)));
    }
    return found;
  }
}
