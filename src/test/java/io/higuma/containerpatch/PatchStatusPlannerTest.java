package io.higuma.containerpatch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.api.v1alpha1.ContainerPatchStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatchStatusPlannerTest {
  private static final String MORNING = "2026-05-01T08:00:00Z";
  private static final String EVENING = "2026-05-01T20:00:00Z";
  private static final DefaultContainers DEFAULTS = new DefaultContainers(container(), container());
  private static final PatchUsage NOBODY = new PatchUsage(List.of());

  @Test
  void saysThatAPatchIsWellFormed() {
    ContainerPatchStatus status = at(MORNING, patch("/args", 1, null), NOBODY);
    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(status.usedBy()).isEqualTo(new ContainerPatchStatus.UsedBy(0, List.of()));
    Condition valid = valid(status);
    assertThat(valid.getType()).isEqualTo("Valid");
    assertThat(valid.getStatus()).isEqualTo("True");
    assertThat(valid.getReason()).isEqualTo("WellFormed");
    assertThat(valid.getMessage()).isEqualTo("All operations are well-formed");
    assertThat(valid.getLastTransitionTime()).isEqualTo(MORNING);
    assertThat(valid.getObservedGeneration()).isEqualTo(1);
  }

  @Test
  void namesEveryMistake() {
    Condition valid = valid(at(MORNING, patch("args", 1, null), NOBODY));
    assertThat(valid.getStatus()).isEqualTo("False");
    assertThat(valid.getReason()).isEqualTo("Malformed");
    assertThat(valid.getMessage())
        .startsWith("spec.sidecarPatch[0].path: must be a JSON pointer")
        .contains("; spec.initPatch[0].op: ");
  }

  @Test
  void wantsNothingWhereAllIsSaid() {
    ContainerPatchStatus status = at(MORNING, patch("/args", 1, null), NOBODY);
    assertThat(planner(EVENING).plan(patch("/args", 1, status), NOBODY)).isEmpty();
  }

  @Test
  void transitionTimeMovesOnlyWithTheStatus() {
    ContainerPatchStatus first = at(MORNING, patch("/args", 1, null), NOBODY);
    // Another generation that is valid too.
    ContainerPatchStatus second = at(EVENING, patch("/env", 2, first), NOBODY);
    assertThat(second.observedGeneration()).isEqualTo(2);
    assertThat(valid(second).getLastTransitionTime()).isEqualTo(MORNING);
    // Other users.
    var used = new PatchUsage(List.of("shop/web"));
    assertThat(valid(at(EVENING, patch("/env", 2, second), used)).getLastTransitionTime())
        .isEqualTo(MORNING);
    // Valid no more.
    assertThat(valid(at(EVENING, patch("env", 3, second), NOBODY)).getLastTransitionTime())
        .isEqualTo(EVENING);
  }

  @Test
  void namesTheFirstUsersAndCountsAll() {
    var users = new PatchUsage(IntStream.range(10, 25).mapToObj(i -> "shop/web-" + i).toList());
    var usedBy = requireNonNull(at(MORNING, patch("/args", 1, null), users).usedBy());
    assertThat(usedBy.pods()).isEqualTo(15);
    assertThat(usedBy.examples()).hasSize(10).startsWith("shop/web-10").endsWith("shop/web-19");
  }

  @Test
  void aConditionWithoutATimeGetsOne() {
    var current = new ContainerPatchStatus(1L, List.of(), null);
    assertThat(valid(at(EVENING, patch("/args", 1, current), NOBODY)).getLastTransitionTime())
        .isEqualTo(EVENING);
  }

  @Test
  void outsideTheSystemNamespaceSomePathsAreForbidden() {
    ContainerPatch patch = patch("/image", 1, null);
    assertThat(valid(at(MORNING, patch, NOBODY)).getReason()).isEqualTo("WellFormed");
    patch.getMetadata().setNamespace("shop");
    Condition condition = valid(at(MORNING, patch, NOBODY));
    assertThat(condition.getStatus()).isEqualTo("False");
    assertThat(condition.getReason()).isEqualTo("Forbidden");
    assertThat(condition.getMessage()).startsWith("spec.sidecarPatch[0].path: /image is for");
  }

  @Test
  void triesThePatchOnTheDefaultContainers() {
    assertThat(applicable(at(MORNING, patch("/args", 1, null), NOBODY)).getReason())
        .isEqualTo("Applicable");
    Condition refused = applicable(at(MORNING, patch("/lifecycle", 1, null), NOBODY));
    assertThat(refused.getStatus()).isEqualTo("False");
    assertThat(refused.getReason()).isEqualTo("DefaultContainersRefuse");
    assertThat(refused.getMessage())
        .startsWith("Pods with the default containers would be refused: ContainerPatch \"p\" spec.")
        .contains("/lifecycle");
    assertThat(applicable(at(MORNING, patch("args", 1, null), NOBODY)).getStatus())
        .isEqualTo("Unknown");
  }

  @Test
  void namesAPodThatWouldBeRefusedAndStaysWithIt() {
    var usage =
        new PatchUsage(
            List.of("shop/a", "shop/b", "shop/c"), Map.of("shop/b", "is wrong", "shop/c", "too"));
    ContainerPatchStatus first = at(MORNING, patch("/args", 1, null), usage);
    assertThat(requireNonNull(first.usedBy()).failing()).isEqualTo(2);
    assertThat(first.usedBy().failure())
        .isEqualTo(new ContainerPatchStatus.Failure("shop/b", "is wrong"));
    assertThat(applicable(first).getReason()).isEqualTo("PodsRefused");
    assertThat(applicable(first).getMessage())
        .startsWith("2 of the 3 pods that use it would be refused if they were created now")
        .contains("shop/b: is wrong");
    // Another that comes first takes no place.
    var more =
        new PatchUsage(
            usage.pods(), Map.of("shop/a", "new", "shop/b", "is wrong", "shop/c", "too"));
    ContainerPatchStatus second = at(EVENING, patch("/args", 1, first), more);
    assertThat(requireNonNull(second.usedBy()).failure())
        .isEqualTo(new ContainerPatchStatus.Failure("shop/b", "is wrong"));
    ContainerPatchStatus mended =
        at(EVENING, patch("/args", 1, second), new PatchUsage(usage.pods()));
    assertThat(requireNonNull(mended.usedBy()).failure()).isNull();
    assertThat(applicable(mended).getStatus()).isEqualTo("True");
    assertThat(applicable(mended).getLastTransitionTime()).isEqualTo(EVENING);
  }

  @Test
  void aVeryLongFailureIsCut() {
    var usage = new PatchUsage(List.of("shop/a"), Map.of("shop/a", "x".repeat(5000)));
    ContainerPatchStatus status = at(MORNING, patch("/args", 1, null), usage);
    assertThat(requireNonNull(requireNonNull(status.usedBy()).failure()).message())
        .hasSizeLessThan(1100);
  }

  private static Optional<ObjectNode> container() {
    ObjectNode container = JsonNodeFactory.instance.objectNode().put("name", "c").put("image", "i");
    container.putArray("args").add("run");
    container.putArray("env");
    return Optional.of(container);
  }

  private static ContainerPatchStatus at(String time, ContainerPatch patch, PatchUsage usage) {
    return planner(time).plan(patch, usage).orElseThrow();
  }

  private static PatchStatusPlanner planner(String time) {
    return new PatchStatusPlanner(
        () -> Instant.parse(time).plusMillis(123),
        "kuma-system",
        new ForbiddenPaths(List.of("/image")),
        () -> DEFAULTS);
  }

  private static Condition applicable(ContainerPatchStatus status) {
    assertThat(status.conditions().getLast().getType()).isEqualTo("Applicable");
    return status.conditions().getLast();
  }

  private static Condition valid(ContainerPatchStatus status) {
    return status.conditions().getFirst();
  }

  private static ContainerPatch patch(
      String path, long generation, @Nullable ContainerPatchStatus status) {
    var patch = new ContainerPatch();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName("p")
            .withNamespace("kuma-system")
            .withGeneration(generation)
            .build());
    String initOperation = path.startsWith("/") ? "remove" : "drop";
    patch.setSpec(
        new ContainerPatchSpec(
            List.of(new Operation(null, initOperation, "/args", null)),
            List.of(new Operation(null, "remove", path, null))));
    patch.setStatus(status);
    return patch;
  }
}
