package io.higuma.containerpatch;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchStatus;
import io.higuma.api.v1alpha1.ContainerPatchStatus.Failure;
import io.higuma.api.v1alpha1.ContainerPatchStatus.UsedBy;
import io.higuma.validation.Violation;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says in a ContainerPatch's status whether it can be applied, to what, and who uses it.
 *
 * @param systemNamespace where patches may change everything
 * @param forbidden what they must not change elsewhere
 * @param defaults the containers that patches are tried on
 */
public record PatchStatusPlanner(
    InstantSource clock,
    String systemNamespace,
    ForbiddenPaths forbidden,
    Supplier<DefaultContainers> defaults) {
  private static final int LONGEST_MESSAGE = 1024;

  /**
   * The status that the patch should have.
   *
   * @return empty when it has it already
   */
  public Optional<ContainerPatchStatus> plan(ContainerPatch patch, PatchUsage usage) {
    CheckedPatch checked = CheckedPatch.of(patch.getMetadata().getName(), patch.getSpec());
    Optional<ContainerPatchStatus> current = Optional.ofNullable(patch.getStatus());
    Long generation = patch.getMetadata().getGeneration();
    Verdict valid = judge(patch, checked);
    Optional<Failure> failure = failure(usage, current);
    var wanted =
        new ContainerPatchStatus(
            generation,
            List.of(
                condition(ContainerPatchStatus.VALID, valid, generation, current),
                condition(
                    ContainerPatchStatus.APPLICABLE,
                    valid.status().equals("True")
                        ? tried(checked, usage, failure)
                        : new Verdict("Unknown", "NotTried", "Not tried, as it is not valid"),
                    generation,
                    current)),
            new UsedBy(
                usage.pods().size(), usage.pods(), usage.failing().size(), failure.orElse(null)));
    return current.filter(wanted::equals).isPresent() ? Optional.empty() : Optional.of(wanted);
  }

  /** What a condition says. */
  private record Verdict(String status, String reason, String message) {
    static Verdict good(String reason, String message) {
      return new Verdict("True", reason, message);
    }

    static Verdict bad(String reason, String message) {
      return new Verdict("False", reason, message);
    }
  }

  private Verdict judge(ContainerPatch patch, CheckedPatch checked) {
    if (!checked.violations().isEmpty()) {
      return Verdict.bad("Malformed", Violation.join(checked.violations()));
    }
    if (!systemNamespace.equals(patch.getMetadata().getNamespace())) {
      List<Violation> forbiddenOnes = forbidden.check(checked);
      if (!forbiddenOnes.isEmpty()) {
        return Verdict.bad("Forbidden", Violation.join(forbiddenOnes));
      }
    }
    return Verdict.good("WellFormed", "All operations are well-formed");
  }

  private Verdict tried(CheckedPatch checked, PatchUsage usage, Optional<Failure> failure) {
    if (failure.isPresent()) {
      return Verdict.bad(
          "PodsRefused",
          "%d of the %d pods that use it would be refused if they were created now, among them %s: %s"
              .formatted(
                  usage.failing().size(),
                  usage.pods().size(),
                  failure.get().pod(),
                  failure.get().message()));
    }
    List<String> failures = DryRun.failures(checked, defaults.get());
    return failures.isEmpty()
        ? Verdict.good(
            "Applicable", "The default containers take it, and so do the pods that use it")
        : Verdict.bad(
            "DefaultContainersRefuse",
            "Pods with the default containers would be refused: " + String.join("; ", failures));
  }

  private static Optional<Failure> failure(
      PatchUsage usage, Optional<ContainerPatchStatus> current) {
    Optional<String> told =
        current.map(ContainerPatchStatus::usedBy).map(UsedBy::failure).map(Failure::pod);
    return usage.example(told).map(pod -> new Failure(pod, message(usage, pod)));
  }

  private static String message(PatchUsage usage, String pod) {
    String message = usage.failing().getOrDefault(pod, "");
    return message.length() > LONGEST_MESSAGE
        ? message.substring(0, LONGEST_MESSAGE) + "…"
        : message;
  }

  private Condition condition(
      String type, Verdict verdict, Long generation, Optional<ContainerPatchStatus> current) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(verdict.status())
        .withReason(verdict.reason())
        .withMessage(verdict.message())
        .withObservedGeneration(generation)
        .withLastTransitionTime(since(type, verdict.status(), current))
        .build();
  }

  /** The transition time moves only when the status does. */
  private String since(String type, String status, Optional<ContainerPatchStatus> current) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return current.stream()
        .flatMap(found -> found.conditions().stream())
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> status.equals(condition.getStatus()))
        .map(Condition::getLastTransitionTime)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(now.toString());
  }
}
