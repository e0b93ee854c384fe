package io.higuma.policystatus;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.service.ObjectKey;
import io.higuma.targetref.PolicyRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyTallyTest {
  private static final PolicyRevision LIMITS = new PolicyRevision("limits", "1");
  private static final PolicyRevision NEWER_LIMITS = new PolicyRevision("limits", "2");
  private static final PolicyRevision PROBES = new PolicyRevision("probes", "1");

  private final PolicyTally tally = new PolicyTally();

  @Test
  void countsAndTellsWhichPoliciesHaveOtherNumbers() {
    assertThat(tally.put(proxy("a"), report(List.of(LIMITS, PROBES), List.of())))
        .containsExactlyInAnyOrder("limits", "probes");
    assertThat(tally.put(proxy("b"), report(List.of(PROBES), List.of(LIMITS))))
        .containsExactlyInAnyOrder("limits", "probes");
    assertThat(tally.of(LIMITS)).isEqualTo(new PolicyNumbers(2, 1, 0, List.of()));
    assertThat(tally.put(proxy("b"), report(List.of(PROBES, LIMITS), List.of())))
        .containsExactly("limits");
    assertThat(tally.put(proxy("b"), report(List.of(PROBES, LIMITS), List.of()))).isEmpty();
    assertThat(tally.of(LIMITS)).isEqualTo(new PolicyNumbers(2, 2, 0, List.of()));
  }

  @Test
  void aProxyThatHasAnOlderStateIsMatchedOnly() {
    tally.put(proxy("a"), report(List.of(LIMITS), List.of()));
    assertThat(tally.of(NEWER_LIMITS)).isEqualTo(new PolicyNumbers(1, 0, 0, List.of()));
    tally.put(proxy("a"), report(List.of(), List.of(NEWER_LIMITS)));
    assertThat(tally.of(LIMITS).programmed()).isZero();
  }

  @Test
  void namesTheFirstProxiesThatRefuse() {
    for (int i = 40; i > 0; i--) {
      tally.put(
          proxy("p%02d".formatted(i)),
          new PolicyReport(
              List.of(),
              List.of(),
              List.of(new PolicyReport.Refused("cluster", "error " + i, List.of(LIMITS)))));
    }
    PolicyNumbers numbers = tally.of(LIMITS);
    assertThat(numbers.refused()).isEqualTo(40);
    assertThat(numbers.first()).hasSize(PolicyNumbers.MOST);
    assertThat(numbers.first().getFirst())
        .isEqualTo(new PolicyNumbers.Refusal(proxy("p01"), "cluster", "error 1"));
    assertThat(tally.of(NEWER_LIMITS).refused()).isZero();
  }

  @Test
  void forgetsAProxyThatIsGone() {
    tally.put(proxy("a"), report(List.of(LIMITS), List.of()));
    assertThat(tally.put(proxy("a"), PolicyReport.NONE)).containsExactly("limits");
    assertThat(tally.of(LIMITS)).isEqualTo(PolicyNumbers.NONE);
    assertThat(tally.put(proxy("a"), PolicyReport.NONE)).isEmpty();
  }

  @Test
  void whateverHappensTheNumbersAreThoseOfTheLastReports() {
    var random = new Random(7);
    Map<ObjectKey, PolicyReport> last = new HashMap<>();
    for (int step = 0; step < 3_000; step++) {
      ObjectKey proxy = proxy("p" + random.nextInt(8));
      PolicyReport report = random(random);
      last.put(proxy, report);
      tally.put(proxy, report);
    }
    for (int policy = 0; policy < 4; policy++) {
      for (int state = 0; state < 3; state++) {
        var revision = new PolicyRevision("policy" + policy, "state" + state);
        PolicyNumbers numbers = tally.of(revision);
        assertThat(numbers.matched())
            .isEqualTo(
                count(
                    last,
                    report ->
                        all(report).stream()
                            .anyMatch(one -> one.policy().equals(revision.policy()))));
        assertThat(numbers.programmed())
            .isEqualTo(count(last, report -> report.programmed().contains(revision)));
        assertThat(numbers.refused())
            .isEqualTo(
                count(
                    last,
                    report ->
                        report.refused().stream()
                            .anyMatch(refused -> refused.policies().contains(revision))));
      }
    }
  }

  private static int count(
      Map<ObjectKey, PolicyReport> reports, java.util.function.Predicate<PolicyReport> holds) {
    return (int) reports.values().stream().filter(holds).count();
  }

  private static List<PolicyRevision> all(PolicyReport report) {
    var all = new ArrayList<PolicyRevision>(report.programmed());
    all.addAll(report.pending());
    report.refused().forEach(refused -> all.addAll(refused.policies()));
    return all;
  }

  /** Each policy stands in one place at the most. */
  private static PolicyReport random(Random random) {
    var programmed = new ArrayList<PolicyRevision>();
    var pending = new ArrayList<PolicyRevision>();
    var refused = new ArrayList<PolicyRevision>();
    for (int i = 0; i < 4; i++) {
      var one = new PolicyRevision("policy" + i, "state" + random.nextInt(3));
      switch (random.nextInt(4)) {
        case 0 -> programmed.add(one);
        case 1 -> pending.add(one);
        case 2 -> refused.add(one);
        default -> {}
      }
    }
    return new PolicyReport(
        programmed,
        pending,
        refused.isEmpty()
            ? List.of()
            : List.of(new PolicyReport.Refused("listener", "no", refused)));
  }

  private static PolicyReport report(
      List<PolicyRevision> programmed, List<PolicyRevision> pending) {
    return new PolicyReport(programmed, pending, List.of());
  }

  private static ObjectKey proxy(String name) {
    return new ObjectKey("shop", name);
  }
}
