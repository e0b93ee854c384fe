package io.higuma.containerpatch;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchStatus;
import io.higuma.api.v1alpha1.ContainerPatchStatus.UsedBy;
import io.higuma.validation.Violation;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Says in a ContainerPatch's status whether it can be applied, and who uses it.
 *
 * @param systemNamespace where patches may change everything
 * @param forbidden what they must not change elsewhere
 */
public record PatchStatusPlanner(
    InstantSource clock, String systemNamespace, ForbiddenPaths forbidden) {
  /**
   * The status that the patch should have.
   *
   * @return empty when it has it already
   */
  public Optional<ContainerPatchStatus> plan(ContainerPatch patch, PatchUsage usage) {
    CheckedPatch checked = CheckedPatch.of(patch.getMetadata().getName(), patch.getSpec());
    Optional<ContainerPatchStatus> current = Optional.ofNullable(patch.getStatus());
    Long generation = patch.getMetadata().getGeneration();
    var wanted =
        new ContainerPatchStatus(
            generation,
            List.of(condition(judge(patch, checked), generation, current)),
            new UsedBy(usage.pods().size(), usage.pods()));
    return current.filter(wanted::equals).isPresent() ? Optional.empty() : Optional.of(wanted);
  }

  /** What there is to say of a patch: a word, and the mistakes when there are some. */
  private record Verdict(String reason, List<Violation> mistakes) {}

  private Verdict judge(ContainerPatch patch, CheckedPatch checked) {
    if (!checked.violations().isEmpty()) {
      return new Verdict("Malformed", checked.violations());
    }
    if (!systemNamespace.equals(patch.getMetadata().getNamespace())) {
      List<Violation> forbiddenOnes = forbidden.check(checked);
      if (!forbiddenOnes.isEmpty()) {
        return new Verdict("Forbidden", forbiddenOnes);
      }
    }
    return new Verdict("WellFormed", List.of());
  }

  private Condition condition(
      Verdict verdict, Long generation, Optional<ContainerPatchStatus> current) {
    boolean valid = verdict.mistakes().isEmpty();
    String status = valid ? "True" : "False";
    return new ConditionBuilder()
        .withType(ContainerPatchStatus.VALID)
        .withStatus(status)
        .withReason(verdict.reason())
        .withMessage(valid ? "All operations are well-formed" : Violation.join(verdict.mistakes()))
        .withObservedGeneration(generation)
        .withLastTransitionTime(since(status, current))
        .build();
  }

  /** The transition time moves only when the status does. */
  private String since(String status, Optional<ContainerPatchStatus> current) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return current.stream()
        .flatMap(found -> found.conditions().stream())
        .filter(condition -> ContainerPatchStatus.VALID.equals(condition.getType()))
        .filter(condition -> status.equals(condition.getStatus()))
        .map(Condition::getLastTransitionTime)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(now.toString());
  }
}
