package io.higuma.containerpatch;

import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.SpecNode;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a ContainerPatch with operations that no container can take, and warns of those that the
 * container of most pods can't take. Kuma tells when pods are refused.
 *
 * @param defaults the containers that operations are tried on
 */
public record ContainerPatchValidator(Supplier<DefaultContainers> defaults)
    implements SpecValidator {
  private static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public List<Violation> validate(ResourceView object) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(object.spec(), SPEC, findings);
    for (PatchTarget target : PatchTarget.values()) {
      for (SpecNode operation : spec.field(target.field()).objects()) {
        check(operation, findings);
      }
    }
    return findings.violations();
  }

  private static void check(SpecNode operation, Findings findings) {
    Operation raw = read(operation);
    var parser = new OperationParser();
    Optional<PatchOperation> ignored = parser.parse(raw, operation.path());
    for (Violation violation : parser.violations()) {
      if (!findings.hasAt(violation.field())) {
        findings.add(violation);
      }
    }
  }

  private static Operation read(SpecNode operation) {
    return new Operation(
        text(operation.field("from")),
        text(operation.field("op")),
        text(operation.field("path")),
        json(operation.field("value")));
  }

  private static @Nullable String text(SpecNode field) {
    return field.text().orElse(null);
  }

  /** Most who write an object here think that it is one patch of JSON within another. */
  private static @Nullable String json(SpecNode value) {
    if (value.isPresent() && !value.holdsText()) {
      value.reject("must be JSON in a text, such as '{\"cpu\": \"1\"}' or '8080'");
      return null;
    }
    return text(value);
  }

  /** What pods will be refused for, unless they or other patches change the container first. */
  @Override
  public List<String> warnings(ResourceView object) {
    CheckedPatch patch = CheckedPatch.of(object.name(), spec(object));
    return DryRun.failures(patch, defaults.get()).stream()
        .map(failure -> "pods with the default containers will be refused: " + failure)
        .toList();
  }

  private static ContainerPatchSpec spec(ResourceView object) {
    SpecNode spec = SpecNode.of(object.spec(), SPEC, new Findings());
    return new ContainerPatchSpec(
        operations(spec, PatchTarget.INIT), operations(spec, PatchTarget.SIDECAR));
  }

  private static List<Operation> operations(SpecNode spec, PatchTarget target) {
    return spec.field(target.field()).objects().stream()
        .map(ContainerPatchValidator::read)
        .toList();
  }
}
