package io.higuma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionReadinessTest {
  @Test
  void nothingIsMissingWhenItIsReady() {
    var readiness = readiness(true, true, List.of(), true);
    assertThat(readiness.missing()).isEmpty();
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void withoutTheApiServerNothingElseIsWorthSaying() {
    var readiness = readiness(false, false, List.of("Mesh"), false);
    assertThat(readiness.missing())
        .containsExactly("the API server has not answered yet; the log says what it is asked");
    assertThat(readiness.isReady()).isFalse();
  }

  @Test
  void eachReasonIsTold() {
    assertThat(readiness(true, false, List.of(), true).missing())
        .singleElement()
        .asString()
        .startsWith("the admission server does not listen");
    assertThat(readiness(true, true, List.of("Mesh", "Pod"), true).missing())
        .singleElement()
        .asString()
        .endsWith("a right or a CRD may be missing: Mesh, Pod");
    assertThat(readiness(true, true, List.of(), false).missing())
        .singleElement()
        .asString()
        .startsWith("the first reviews are still rehearsed");
    assertThat(readiness(true, false, List.of("Mesh"), false).missing()).hasSize(3);
  }

  private static AdmissionReadiness readiness(
      boolean answered, boolean serving, List<String> pending, boolean warm) {
    return new AdmissionReadiness(() -> answered, () -> serving, () -> pending, () -> warm);
  }
}
