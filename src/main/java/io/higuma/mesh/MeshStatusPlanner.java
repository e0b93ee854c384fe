package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshStatus;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in a Mesh's status what was found out about it, and about the sidecars of its pods. */
public record MeshStatusPlanner(InstantSource clock, SidecarsOfMesh sidecars) {
  private static final List<String> OURS =
      List.of(
          MeshStatus.READY,
          MeshStatus.CERTIFICATE_AUTHORITY,
          MeshStatus.DEFAULT_POLICIES,
          MeshStatus.SIDECARS_UP_TO_DATE);

  /**
   * The status that the mesh should have.
   *
   * @return empty when it has it already
   */
  Optional<MeshStatus> plan(Mesh mesh, MeshFindings findings) {
    Optional<MeshStatus> current = Optional.ofNullable(mesh.getStatus());
    Long generation = mesh.getMetadata().getGeneration();
    var conditions = new ArrayList<Condition>();
    conditions.add(condition(MeshStatus.READY, ready(findings), mesh));
    authority(findings)
        .map(verdict -> condition(MeshStatus.CERTIFICATE_AUTHORITY, verdict, mesh))
        .ifPresent(conditions::add);
    findings
        .policies()
        .map(verdict -> condition(MeshStatus.DEFAULT_POLICIES, verdict, mesh))
        .ifPresent(conditions::add);
    sidecars
        .of(mesh.getMetadata().getName())
        .map(stale -> condition(MeshStatus.SIDECARS_UP_TO_DATE, upToDate(stale), mesh))
        .or(() -> find(mesh, MeshStatus.SIDECARS_UP_TO_DATE)) // Not looked yet: as it was said.
        .ifPresent(conditions::add);
    var wanted = new MeshStatus(generation, conditions);
    return current.map(MeshStatusPlanner::ours).filter(wanted::equals).isPresent()
        ? Optional.empty()
        : Optional.of(wanted);
  }

  /** Whether a mesh says this already. */
  static boolean says(Mesh mesh, String type, Verdict verdict) {
    return find(mesh, type)
        .filter(condition -> verdict.outcome().status().equals(condition.getStatus()))
        .filter(condition -> verdict.reason().equals(condition.getReason()))
        .filter(condition -> verdict.message().equals(condition.getMessage()))
        .isPresent();
  }

  /** All backends as one. */
  static Optional<Verdict> authority(MeshFindings findings) {
    List<Verdict> all = findings.authorities();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Verdict first = all.stream().filter(one -> !one.isGood()).findFirst().orElse(all.getFirst());
    String message = all.stream().map(Verdict::message).collect(Collectors.joining(". "));
    return Optional.of(new Verdict(first.outcome(), first.reason(), message));
  }

  private static Verdict upToDate(SidecarsOfMesh.Stale stale) {
    return stale.pods() == 0
        ? Verdict.good(
            "UpToDate", "No sidecar that Higuma injected would come out differently today")
        : Verdict.bad(
            "Stale",
            "%d pods have a sidecar that would come out differently today, among them %s: higuma stale -A tells what differs"
                .formatted(stale.pods(), stale.example()));
  }

  private static Verdict ready(MeshFindings findings) {
    return Stream.of(findings.malformed(), authority(findings), findings.policies())
        .flatMap(Optional::stream)
        .filter(verdict -> !verdict.isGood())
        .findFirst()
        .orElse(Verdict.good("Ready", "The mesh has all that it asks for"));
  }

  /** Without conditions that others add. */
  private static MeshStatus ours(MeshStatus status) {
    return new MeshStatus(
        status.observedGeneration(),
        status.conditions().stream()
            .filter(condition -> OURS.contains(condition.getType()))
            .toList());
  }

  private Condition condition(String type, Verdict verdict, Mesh mesh) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(verdict.outcome().status())
        .withReason(verdict.reason())
        .withMessage(verdict.message())
        .withObservedGeneration(mesh.getMetadata().getGeneration())
        .withLastTransitionTime(since(type, verdict, mesh))
        .build();
  }

  /** The transition time moves only when the status does. */
  private String since(String type, Verdict verdict, Mesh mesh) {
    return find(mesh, type)
        .filter(condition -> verdict.outcome().status().equals(condition.getStatus()))
        .map(Condition::getLastTransitionTime)
        .filter(Objects::nonNull)
        .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static Optional<Condition> find(Mesh mesh, String type) {
    return Stream.ofNullable(mesh.getStatus())
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }
}
