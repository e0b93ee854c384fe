package io.higuma.policystatus;

import io.higuma.envoy.Participant;
import io.higuma.envoy.ResourceType;
import io.higuma.targetref.PolicyRevision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How far the policies of one proxy are on one stream. Immutable; what changes nothing gives the
 * same one.
 *
 * <p>A policy is programmed once Envoy has taken all of the types that the policy shapes, in a
 * configuration that it took part in. It stays so, whatever Envoy rejects later: Envoy keeps what
 * it has. A rejection is laid to those policies that shape its type and are not programmed yet,
 * since all others were in what Envoy took before.
 */
public final class ProgrammedPolicies {
  public static final ProgrammedPolicies NONE =
      new ProgrammedPolicies(List.of(), Set.of(), Map.of());

  private final List<Participant> wanted;

  /** Of these, what is not programmed yet: most of the time nothing. */
  private final Set<PolicyRevision> missing;

  /** By type, since Envoy took the type last. */
  private final Map<ResourceType, String> errors;

  private ProgrammedPolicies(
      List<Participant> wanted, Set<PolicyRevision> missing, Map<ResourceType, String> errors) {
    this.wanted = wanted;
    this.missing = missing;
    this.errors = errors;
  }

  /**
   * After all that could be sent was sent.
   *
   * @param participants in the newest configuration
   * @param open types of which Envoy has yet to take something
   */
  public ProgrammedPolicies progressed(List<Participant> participants, Set<ResourceType> open) {
    boolean isSame = wanted.equals(participants); // Most often the very same list.
    if (isSame && missing.isEmpty()) {
      return this;
    }
    Set<PolicyRevision> before = isSame ? missing : without(participants);
    var now = new HashSet<PolicyRevision>();
    for (Participant one : participants) {
      if (before.contains(one.revision()) && !Collections.disjoint(one.types(), open)) {
        now.add(one.revision());
      }
    }
    return isSame && now.equals(missing)
        ? this
        : new ProgrammedPolicies(participants, Set.copyOf(now), errors);
  }

  /** Those of them that are not programmed so far. */
  private Set<PolicyRevision> without(List<Participant> participants) {
    var left = new HashSet<PolicyRevision>();
    participants.forEach(one -> left.add(one.revision()));
    for (Participant one : wanted) {
      if (!missing.contains(one.revision())) {
        left.remove(one.revision());
      }
    }
    return left;
  }

  public ProgrammedPolicies rejected(ResourceType type, String error) {
    String words = Envoys.words(error);
    if (words.equals(errors.get(type))) {
      return this;
    }
    var now = copy(errors);
    now.put(type, words);
    return new ProgrammedPolicies(wanted, missing, now);
  }

  public ProgrammedPolicies accepted(ResourceType type) {
    if (!errors.containsKey(type)) {
      return this;
    }
    var now = copy(errors);
    now.remove(type);
    return new ProgrammedPolicies(wanted, missing, now);
  }

  private static Map<ResourceType, String> copy(Map<ResourceType, String> errors) {
    var copy = new EnumMap<ResourceType, String>(ResourceType.class);
    copy.putAll(errors);
    return copy;
  }

  public PolicyReport report() {
    var programmed = new ArrayList<Participant>();
    var left = new ArrayList<Participant>();
    for (Participant one : wanted) {
      (missing.contains(one.revision()) ? left : programmed).add(one);
    }
    var refused = new ArrayList<PolicyReport.Refused>();
    errors.forEach((type, error) -> {
      List<Participant> shaping = left.stream().filter(one -> one.types().contains(type)).toList();
      left.removeAll(shaping);
      if (!shaping.isEmpty()) {
        refused.add(
            new PolicyReport.Refused(
                type.name().toLowerCase(Locale.ROOT), error, revisions(shaping)));
      }
    });
    return new PolicyReport(revisions(programmed), revisions(left), refused);
  }

  private static List<PolicyRevision> revisions(Collection<Participant> participants) {
    return participants.stream().map(Participant::revision).toList();
  }
}
