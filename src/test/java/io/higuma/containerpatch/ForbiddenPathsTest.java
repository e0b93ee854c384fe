package io.higuma.containerpatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenPathsTest {
  private static final ForbiddenPaths FORBIDDEN =
      new ForbiddenPaths(
          List.of("/securityContext/privileged", "/resources/limits/example.com~1gpu"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/securityContext/privileged",
        "/securityContext/privileged/x",
        "/securityContext",
        "/resources/limits",
        "/resources",
        "/resources/limits/example.com~1gpu",
      })
  void whatIsOrHoldsOrIsWithinAForbiddenPartIsRefused(String path) {
    assertThat(FORBIDDEN.check(patch(new Operation(null, "add", path, "{}"))))
        .singleElement()
        .satisfies(violation ->
            assertThat(violation.toString())
                .startsWith("spec.sidecarPatch[0].path: " + path + " is for the platform alone")
                .contains("higuma.containerPatches.forbiddenPaths"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/securityContext/runAsUser",
        "/resources/limits/memory",
        "/securityContext2",
        "/env/-",
      })
  void therestIsAllowed(String path) {
    assertThat(FORBIDDEN.check(patch(new Operation(null, "add", path, "{}")))).isEmpty();
  }

  @Test
  void everyOperationOfBothTargetsIsLookedAt() {
    Operation replace = new Operation(null, "replace", "/securityContext/privileged", "true");
    Operation remove = new Operation(null, "remove", "/securityContext/privileged", null);
    Operation copy = new Operation("/tty", "copy", "/securityContext/privileged", null);
    Operation move =
        new Operation("/securityContext/privileged", "move", "/resources/limits", null);
    Operation copyFrom = new Operation("/securityContext/privileged", "copy", "/tty", null);
    CheckedPatch patch =
        CheckedPatch.of(
            "p", new ContainerPatchSpec(List.of(replace, copyFrom), List.of(remove, copy, move)));

    assertThat(FORBIDDEN.check(patch))
        .extracting(violation -> violation.toString().replaceAll(":.*", ""))
        .containsExactly(
            "spec.sidecarPatch[0].path",
            "spec.sidecarPatch[1].path",
            "spec.sidecarPatch[2].from",
            "spec.sidecarPatch[2].path",
            "spec.initPatch[0].path");
  }

  @Test
  void aPathWithoutASlashIsABug() {
    assertThatThrownBy(() -> new ForbiddenPaths(List.of("image")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CheckedPatch patch(Operation operation) {
    return CheckedPatch.of("p", new ContainerPatchSpec(List.of(), List.of(operation)));
  }
}
