package io.higuma.explain;

import io.higuma.inject.InjectionDecision;
import io.higuma.inject.MisplacedKeys;
import io.higuma.inject.Notice;
import io.higuma.inject.PodShape;
import io.higuma.metadata.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Explains a pod or workload: what injection says of it, whether the API server asks injection at
 * all, why a running pod is otherwise, and what makes the sidecar as it is. The injector itself
 * answers; here its answers are only compared.
 */
public final class Explainer {
  private final Situation situation;
  private final Look look;
  private final List<Look> pods;
  private final Influences influences;

  private Explainer(Situation situation) {
    this.situation = situation;
    look = Look.at(Subject.of(situation), situation);
    pods = pods(look.subject(), situation);
    influences = new Influences(look, situation);
  }

  public static Explanation explain(Situation situation) {
    return new Explainer(situation).explanation();
  }

  private static List<Look> pods(Subject workload, Situation situation) {
    if (workload.isPod()) {
      return List.of();
    }
    KnownObjects known = situation.known();
    return known
        .all("", "Pod")
        .filter(pod -> pod.namespace().equals(workload.namespaceName()) && pod.isStored())
        .filter(pod -> PodShape.check(pod.json()).isEmpty())
        .map(pod -> workload.with(pod, known))
        .filter(pod -> pod.owners().contains(workload.object()))
        .sorted(Comparator.comparing((Subject pod) -> pod.object().name()))
        .map(pod -> Look.at(pod, situation))
        .toList();
  }

  private Explanation explanation() {
    Subject subject = look.subject();
    boolean isOfInterest = look.now().isInjected() && (look.wouldHaveSidecar() || isInjectedPod());
    List<Explanation.Patch> patches =
        isOfInterest || look.fate() == Look.Fate.REFUSED ? influences.patches() : List.of();
    List<Explanation.MetadataValue> metadata = isOfInterest ? influences.metadata() : List.of();
    List<Explanation.SettingValue> settings = isOfInterest ? influences.settings() : List.of();
    List<PodDifferences.PlaceDifference> differences = outdated();
    List<Explanation.Difference> outdated =
        differences.stream()
            .map(found ->
                new Explanation.Difference(
                    found.place(),
                    found.first(),
                    found.second(),
                    Influences.because(found.place(), metadata, settings, patches)))
            .toList();
    List<Cause> causes = causes();
    return new Explanation(
        subject.object().describe(),
        state(),
        Summary.of(look, pods, !outdated.isEmpty()),
        DecisionReading.of(look, situation),
        look.apiServer(),
        podStates(),
        causes,
        sidecar(),
        metadata,
        settings,
        patches,
        outdated,
        outdated.isEmpty() ? null : Commands.renew(subject),
        notices(causes),
        unknown(patches));
  }

  /** What is not known, and matters here. */
  private List<String> unknown(List<Explanation.Patch> patches) {
    return situation.known().gaps().stream()
        .filter(gap ->
            switch (gap.topic()) {
              case CONTAINER_PATCHES -> !patches.isEmpty();
              case REDIRECTION ->
                  !situation.settings().config().injector().transparentProxyConfigMap().isEmpty();
              case SERVICES -> look.fate() == Look.Fate.REFUSED;
              case NAMESPACE,
                  OWNERS,
                  PODS,
                  EVENTS,
                  WEBHOOKS,
                  MESHES,
                  CONTROL_PLANE,
                  SETTINGS,
                  VARIABLES ->
                  true;
            })
        .map(Gap::sentence)
        .toList();
  }

  private Explanation.State state() {
    if (isInjectedPod()) {
      return Explanation.State.INJECTED;
    }
    if (look.subject().isStoredPod()) {
      return Explanation.State.NOT_INJECTED;
    }
    return switch (look.fate()) {
      case SIDECAR, PERHAPS_SIDECAR -> Explanation.State.WOULD_BE_INJECTED;
      case NONE -> Explanation.State.WOULD_NOT_BE_INJECTED;
      case REFUSED -> Explanation.State.WOULD_BE_REFUSED;
    };
  }

  private boolean isInjectedPod() {
    return look.subject().isPod() && look.subject().isInjected();
  }

  /** Those with something to say first. */
  private List<Explanation.PodState> podStates() {
    return pods.stream()
        .map(this::podState)
        .sorted(
            Comparator.comparing(Explanation.PodState::injected)
                .thenComparing(pod -> !pod.outdated())
                .thenComparing(Explanation.PodState::name))
        .toList();
  }

  private Explanation.PodState podState(Look pod) {
    List<String> codes =
        pod.whyMissing(situation).stream().map(cause -> cause.code().text()).toList();
    return new Explanation.PodState(
        pod.subject().object().name(),
        pod.subject().isInjected(),
        !pod.outdated(situation.known()).isEmpty(),
        codes);
  }

  private List<Cause> causes() {
    Subject subject = look.subject();
    List<Cause> refused =
        subject.isPod() || !subject.object().isStored()
            ? List.of()
            : RefusedPods.of(subject.object(), situation, pods.size());
    List<Cause> obstacles =
        Obstacles.of(subject, situation, look.apiServer(), look.now().decision());
    return Stream.of(
            refused.stream(),
            obstacles.stream(),
            // What is certain makes guesses idle.
            whyMissing().stream()
                .filter(
                    cause -> obstacles.isEmpty() || cause.certainty() != Cause.Certainty.POSSIBLE))
        .flatMap(causes -> causes)
        .toList();
  }

  /** Of the pod, or of the first pod of the workload that has none. */
  private List<Cause> whyMissing() {
    Subject subject = look.subject();
    if (subject.isPod()) {
      return look.whyMissing(situation);
    }
    return pods.stream()
        .map(pod -> pod.whyMissing(situation))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .map(found -> found.stream().map(cause -> cause.curedBy(subject)).toList())
        .orElse(List.of());
  }

  private List<PodDifferences.PlaceDifference> outdated() {
    KnownObjects known = situation.known();
    return look.subject().isPod()
        ? look.outdated(known)
        : pods.stream()
            .map(pod -> pod.outdated(known))
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse(List.of());
  }

  /** As it is in the pod, or as it would be. */
  private Explanation.@Nullable Sidecar sidecar() {
    Subject subject = look.subject();
    if (!subject.isInjected() && !look.wouldHaveSidecar()) {
      return null;
    }
    return SidecarReading.of(
        subject.isInjected() ? subject.pod() : look.now().pod(),
        look.source(),
        subject,
        situation.settings().config());
  }

  private List<Explanation.Odd> notices(List<Cause> causes) {
    Set<String> told =
        causes.stream().anyMatch(cause -> cause.code() == Cause.Code.LABEL_ON_WORKLOAD)
            ? Set.of(Labels.SIDECAR_INJECTION.name())
            : Set.of();
    List<Notice> notices =
        switch (look.now().decision()) {
          case InjectionDecision.Inject inject -> inject.notices();
          case InjectionDecision.Skip skip -> skip.notices();
          case InjectionDecision.Reject reject -> List.of();
        };
    return Stream.of(
            notices.stream()
                .map(notice -> new Explanation.Odd(notice.reason().code(), notice.message())),
            look.subject().workload().stream().flatMap(workload -> misplaced(workload, told)),
            OtherInjectors.of(look.apiServer(), situation))
        .flatMap(found -> found)
        .toList();
  }

  /** In the words of the webhook, which said so when the workload was applied. */
  private static Stream<Explanation.Odd> misplaced(ApiObject workload, Set<String> told) {
    return MisplacedKeys.of(workload.json(), told).stream()
        .map(notice ->
            new Explanation.Odd(
                notice.reason().code(), workload.describe() + ": " + notice.message()));
  }
}
