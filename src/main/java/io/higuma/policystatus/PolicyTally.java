package io.higuma.policystatus;

import io.higuma.policystatus.PolicyNumbers.Refusal;
import io.higuma.service.ObjectKey;
import io.higuma.targetref.PolicyRevision;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what connected proxies report. A report that changes costs what is in it, and a question
 * costs what its answer has, however many proxies there are. For several threads.
 */
public final class PolicyTally {
  private static final Comparator<ObjectKey> BY_NAME =
      Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

  private final Map<ObjectKey, PolicyReport> reports = new HashMap<>();
  private final Map<String, Count> counts = new HashMap<>();

  /** Of one policy, in whichever state. */
  private static final class Count {
    private int matched;
    private final Map<String, Integer> programmed = new HashMap<>();
    private final Map<String, TreeMap<ObjectKey, Refusal>> refused = new HashMap<>();
  }

  /** How a proxy stands to one policy. */
  private record Standing(String state, boolean isProgrammed, String type, String error) {}

  /**
   * Takes a proxy's newest report.
   *
   * @param report the empty one when it is no longer connected
   * @return the policies of which other numbers hold now: first parts of {@link PolicyRevision}s
   */
  public synchronized Set<String> put(ObjectKey proxy, PolicyReport report) {
    PolicyReport before = report.isEmpty() ? reports.remove(proxy) : reports.put(proxy, report);
    if (report.equals(before)) {
      return Set.of();
    }
    Map<String, Standing> former = standings(before == null ? PolicyReport.NONE : before);
    Map<String, Standing> now = standings(report);
    var changed = new HashSet<String>();
    former.forEach((policy, standing) -> {
      if (!standing.equals(now.get(policy))) {
        remove(policy, proxy, standing);
        changed.add(policy);
      }
    });
    now.forEach((policy, standing) -> {
      if (!standing.equals(former.get(policy))) {
        add(policy, proxy, standing);
        changed.add(policy);
      }
    });
    return changed;
  }

  private static Map<String, Standing> standings(PolicyReport report) {
    var all = new HashMap<String, Standing>();
    report.programmed().forEach(one -> put(all, one, new Standing(one.state(), true, "", "")));
    report.pending().forEach(one -> put(all, one, new Standing(one.state(), false, "", "")));
    for (PolicyReport.Refused refused : report.refused()) {
      refused
          .policies()
          .forEach(one ->
              put(all, one, new Standing(one.state(), false, refused.type(), refused.error())));
    }
    return all;
  }

  private static void put(Map<String, Standing> all, PolicyRevision revision, Standing standing) {
    all.putIfAbsent(revision.policy(), standing);
  }

  private void add(String policy, ObjectKey proxy, Standing standing) {
    Count count = counts.computeIfAbsent(policy, absent -> new Count());
    count.matched++;
    if (standing.isProgrammed()) {
      count.programmed.merge(standing.state(), 1, Integer::sum);
    } else if (!standing.type().isEmpty()) {
      count
          .refused
          .computeIfAbsent(standing.state(), absent -> new TreeMap<>(BY_NAME))
          .put(proxy, new Refusal(proxy, standing.type(), standing.error()));
    }
  }

  private void remove(String policy, ObjectKey proxy, Standing standing) {
    Count count = counts.get(policy);
    if (count == null) {
      throw new IllegalStateException("what was added is there");
    }
    count.matched--;
    count.programmed.computeIfPresent(
        standing.state(),
        (state, number) ->
            standing.isProgrammed() ? (number == 1 ? null : Integer.valueOf(number - 1)) : number);
    count.refused.computeIfPresent(
        standing.state(),
        (state, refusals) -> {
          refusals.remove(proxy);
          return refusals.isEmpty() ? null : refusals;
        });
    if (count.matched == 0) {
      counts.remove(policy);
    }
  }

  /** What holds of a policy in this state. */
  synchronized PolicyNumbers of(PolicyRevision revision) {
    Count count = counts.get(revision.policy());
    if (count == null) {
      return PolicyNumbers.NONE;
    }
    var refusals = count.refused.getOrDefault(revision.state(), new TreeMap<>(BY_NAME));
    return new PolicyNumbers(
        count.matched,
        count.programmed.getOrDefault(revision.state(), 0),
        refusals.size(),
        refusals.values().stream().limit(PolicyNumbers.MOST).toList());
  }
}
