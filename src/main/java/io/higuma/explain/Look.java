package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SkipReason;
import io.higuma.inject.WebhookReach;
import io.higuma.metadata.Annotations;
import java.util.List;
import java.util.Optional;

/**
 * A pod, or the template of a workload, with what becomes of one that is created now.
 *
 * @param now what injection makes of it
 * @param apiServer whether injection is asked
 */
record Look(
    Subject subject,
    PodSource source,
    Trial.Input input,
    Trial.Result now,
    Explanation.ApiServer apiServer) {
  private static final String HASH = Annotations.INJECTION_HASH.name();

  /** What becomes of a pod that is created now. */
  enum Fate {
    SIDECAR,
    /** The API server may or may not ask. */
    PERHAPS_SIDECAR,
    NONE,
    REFUSED
  }

  static Look at(Subject subject, Situation situation) {
    var trial = new Trial(situation);
    PodSource source = PodSource.of(subject, situation.settings().config());
    var input = new Trial.Input(source.pod(), subject.namespace());
    return new Look(
        subject,
        source,
        input,
        trial.of(input),
        ApiServerQuestion.of(
            situation.known(),
            new WebhookReach(situation.settings().config().systemNamespace()),
            subject.namespaceName(),
            subject.namespace(),
            PodDraft.of(source.pod())));
  }

  boolean wouldHaveSidecar() {
    return fate() == Fate.SIDECAR || fate() == Fate.PERHAPS_SIDECAR;
  }

  Fate fate() {
    if (apiServer.asks() == Explanation.Asks.NO) {
      return Fate.NONE;
    }
    return switch (now.decision()) {
      case InjectionDecision.Inject inject ->
          apiServer.asks() == Explanation.Asks.YES ? Fate.SIDECAR : Fate.PERHAPS_SIDECAR;
      case InjectionDecision.Skip skip ->
          skip.reason() == SkipReason.ALREADY_INJECTED ? Fate.SIDECAR : Fate.NONE;
      case InjectionDecision.Reject reject -> Fate.REFUSED;
    };
  }

  /** Why it runs without a sidecar although it would get one now. */
  List<Cause> whyMissing(Situation situation) {
    Optional<InjectReason> reason =
        now.decision() instanceof InjectionDecision.Inject inject
            ? Optional.of(inject.reason())
            : Optional.empty();
    boolean missing =
        subject.isStoredPod() && !subject.isStatic() && !subject.isInjected() && wouldHaveSidecar();
    return missing && reason.isPresent()
        ? MissingSidecar.causes(subject, situation, apiServer, reason.get())
        : List.of();
  }

  /** What of its sidecar would be otherwise now; empty also where that can't be known. */
  List<PodDifferences.PlaceDifference> outdated(KnownObjects known) {
    return isComparable(known) ? OutdatedSidecar.of(subject.pod(), now.pod(), source) : List.of();
  }

  /**
   * The same by the sum that injection left, where it did: what others changed since is not the
   * sidecar's age.
   */
  List<PodDifferences.PlaceDifference> stale(KnownObjects known) {
    String then = hash(subject.pod());
    if (then.isEmpty()) {
      return outdated(known);
    }
    String today = hash(now.pod());
    if (!isComparable(known) || then.equals(today)) {
      return List.of();
    }
    List<PodDifferences.PlaceDifference> found = outdated(known);
    return found.isEmpty()
        ? List.of(new PodDifferences.PlaceDifference("annotation " + HASH, then, today))
        : found;
  }

  private boolean isComparable(KnownObjects known) {
    return subject.isInjected()
        && now.isInjected()
        && known.knows(Topic.SETTINGS)
        && known.knows(Topic.REDIRECTION)
        && (known.knows(Topic.CONTAINER_PATCHES) || now.patches().isEmpty());
  }

  private static String hash(ObjectNode pod) {
    return PodDraft.of(pod).annotations().getOrDefault(HASH, "");
  }
}
