package io.higuma.policystatus;

import static io.higuma.envoy.ResourceType.CLUSTER;
import static io.higuma.envoy.ResourceType.ENDPOINTS;
import static io.higuma.envoy.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.envoy.Participant;
import io.higuma.envoy.ResourceType;
import io.higuma.targetref.PolicyRevision;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgrammedPoliciesTest {
  private static final Participant LIMITS = participant("limits", "1", LISTENER);
  private static final Participant NEWER_LIMITS = participant("limits", "2", LISTENER);
  private static final Participant PROBES = participant("probes", "1", CLUSTER);
  private static final Participant TIMEOUTS = participant("timeouts", "1", CLUSTER, LISTENER);

  private ProgrammedPolicies policies = ProgrammedPolicies.NONE;

  @Test
  void isProgrammedWhenAllTypesThatItShapesAreTaken() {
    progress(List.of(LIMITS, PROBES, TIMEOUTS), CLUSTER, LISTENER);
    assertThat(report().pending()).hasSize(3);
    progress(List.of(LIMITS, PROBES, TIMEOUTS), LISTENER);
    assertThat(report().programmed()).containsExactly(PROBES.revision());
    progress(List.of(LIMITS, PROBES, TIMEOUTS), ENDPOINTS);
    assertThat(report().programmed()).hasSize(3);
    assertThat(report().pending()).isEmpty();
  }

  @Test
  void staysSoWhileOtherThingsChange() {
    progress(List.of(LIMITS, PROBES));
    ProgrammedPolicies before = policies;
    progress(List.of(LIMITS, PROBES), CLUSTER, LISTENER);
    assertThat(policies).as("nothing is new").isSameAs(before);
  }

  @Test
  void aChangedPolicyIsProgrammedAnew() {
    progress(List.of(LIMITS, PROBES));
    progress(List.of(NEWER_LIMITS, PROBES), LISTENER);
    assertThat(report().programmed()).containsExactly(PROBES.revision());
    assertThat(report().pending()).containsExactly(NEWER_LIMITS.revision());
    progress(List.of(NEWER_LIMITS, PROBES));
    assertThat(report().programmed()).contains(NEWER_LIMITS.revision());
  }

  @Test
  void aRejectionIsLaidToWhatIsNewAndShapesTheType() {
    progress(List.of(TIMEOUTS));
    progress(List.of(LIMITS, PROBES, TIMEOUTS), CLUSTER, LISTENER);
    policies = policies.rejected(LISTENER, "no such filter");
    assertThat(report())
        .isEqualTo(
            new PolicyReport(
                List.of(TIMEOUTS.revision()),
                List.of(PROBES.revision()),
                List.of(
                    new PolicyReport.Refused(
                        "listener", "no such filter", List.of(LIMITS.revision())))));
    progress(List.of(LIMITS, PROBES, TIMEOUTS), LISTENER);
    assertThat(report().programmed()).contains(PROBES.revision());
    // When the policy is mended
    progress(List.of(NEWER_LIMITS, PROBES, TIMEOUTS), LISTENER);
    policies = policies.accepted(LISTENER);
    progress(List.of(NEWER_LIMITS, PROBES, TIMEOUTS));
    assertThat(report().refused()).isEmpty();
    assertThat(report().programmed()).hasSize(3);
  }

  @Test
  void aRejectionThatNoPolicyIsNewInIsNobodys() {
    progress(List.of(LIMITS));
    policies = policies.rejected(LISTENER, "address in use");
    assertThat(report().refused()).isEmpty();
    assertThat(report().programmed()).containsExactly(LIMITS.revision());
  }

  @Test
  void ofTwoTypesThatAreRejectedTheFirstTells() {
    progress(List.of(TIMEOUTS), CLUSTER, LISTENER);
    policies = policies.rejected(LISTENER, "listener").rejected(CLUSTER, "cluster");
    assertThat(report().refused())
        .containsExactly(
            new PolicyReport.Refused("cluster", "cluster", List.of(TIMEOUTS.revision())));
    ProgrammedPolicies before = policies;
    assertThat(policies.rejected(CLUSTER, "cluster")).isSameAs(before);
  }

  @Test
  void aPolicyThatIsNoMoreIsForgotten() {
    progress(List.of(LIMITS));
    progress(List.of());
    assertThat(report().isEmpty()).isTrue();
  }

  private PolicyReport report() {
    return policies.report();
  }

  private void progress(List<Participant> participants, ResourceType... open) {
    policies = policies.progressed(participants, Set.of(open));
  }

  private static Participant participant(String policy, String state, ResourceType... types) {
    return new Participant(
        new PolicyRevision("%8s".formatted(policy), "%8s".formatted(state)), Set.of(types));
  }
}
