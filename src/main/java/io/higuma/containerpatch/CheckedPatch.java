package io.higuma.containerpatch;

import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * A ContainerPatch, read once and ready to be applied to many containers.
 *
 * @param name the name of the object
 * @param sidecar changes to the sidecar; empty when the patch has mistakes
 * @param init changes to the init container; empty when the patch has mistakes
 * @param violations the mistakes, with fields from {@code spec} on
 */
public record CheckedPatch(
    String name,
    List<PatchOperation> sidecar,
    List<PatchOperation> init,
    List<Violation> violations) {
  public CheckedPatch {
    sidecar = List.copyOf(sidecar);
    init = List.copyOf(init);
    violations = List.copyOf(violations);
  }

  /** Reads the two lists of operations of the ContainerPatch of that name. */
  public static CheckedPatch of(String name, ContainerPatchSpec spec) {
    var parser = new OperationParser();
    List<PatchOperation> sidecarOperations =
        parse(parser, spec.sidecarPatch(), PatchTarget.SIDECAR);
    List<PatchOperation> initOperations = parse(parser, spec.initPatch(), PatchTarget.INIT);
    List<Violation> violations = parser.violations();
    return violations.isEmpty()
        ? new CheckedPatch(name, sidecarOperations, initOperations, violations)
        : new CheckedPatch(name, List.of(), List.of(), violations);
  }

  List<PatchOperation> operations(PatchTarget target) {
    return switch (target) {
      case SIDECAR -> sidecar;
      case INIT -> init;
    };
  }

  private static List<PatchOperation> parse(
      OperationParser parser, List<Operation> raw, PatchTarget target) {
    var operations = new ArrayList<PatchOperation>();
    FieldPath list = FieldPath.of("spec").field(target.field());
    for (int i = 0; i < raw.size(); i++) {
      parser.parse(raw.get(i), list.index(i)).ifPresent(operations::add);
    }
    return operations;
  }
}
