package io.higuma.containerpatch;

import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ContainerPatch, read once and ready to be applied to many containers.
 *
 * @param name the name of the object
 * @param sidecar changes to the sidecar
 * @param init changes to the init container; their mistakes count only where there is one
 */
public record CheckedPatch(String name, Changes sidecar, Changes init) {
  /**
   * The changes to one container.
   *
   * @param operations empty when there are mistakes
   * @param violations the mistakes, with fields from {@code spec} on
   */
  public record Changes(List<PatchOperation> operations, List<Violation> violations) {
    public Changes {
      operations = List.copyOf(operations);
      violations = List.copyOf(violations);
    }

    boolean isEmpty() {
      return operations.isEmpty() && violations.isEmpty();
    }
  }

  /** Reads the two lists of operations of the ContainerPatch of that name. */
  public static CheckedPatch of(String name, ContainerPatchSpec spec) {
    return new CheckedPatch(
        name,
        changes(spec.sidecarPatch(), PatchTarget.SIDECAR),
        changes(spec.initPatch(), PatchTarget.INIT));
  }

  /** Whether a violation of a pod is of the patch of that name. */
  public static boolean isNamedIn(Violation violation, String name) {
    return violation.message().startsWith(ContainerPatchApplier.named(name));
  }

  /** Every mistake in either list. */
  public List<Violation> violations() {
    return Stream.of(sidecar, init).flatMap(changes -> changes.violations().stream()).toList();
  }

  Changes changes(PatchTarget target) {
    return switch (target) {
      case SIDECAR -> sidecar;
      case INIT -> init;
    };
  }

  private static Changes changes(List<Operation> raw, PatchTarget target) {
    var parser = new OperationParser();
    var operations = new ArrayList<PatchOperation>();
    FieldPath list = FieldPath.of("spec").field(target.field());
    for (int i = 0; i < raw.size(); i++) {
      parser.parse(raw.get(i), list.index(i)).ifPresent(operations::add);
    }
    List<Violation> violations = parser.violations();
    return new Changes(violations.isEmpty() ? operations : List.of(), violations);
  }
}
