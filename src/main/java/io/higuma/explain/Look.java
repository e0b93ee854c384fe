package io.higuma.explain;

import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SkipReason;
import io.higuma.inject.WebhookReach;
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
    boolean comparable =
        subject.isInjected()
            && now.isInjected()
            && known.knows(Topic.SETTINGS)
            && known.knows(Topic.REDIRECTION)
            && (known.knows(Topic.CONTAINER_PATCHES) || now.patches().isEmpty());
    return comparable ? OutdatedSidecar.of(subject.pod(), now.pod(), source) : List.of();
  }
}
