package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Decides on a pod and changes it: what webhook and command line have in common. */
public record Injector(
    Mode mode,
    ClusterView cluster,
    InjectionPolicy policy,
    PodNotices notices,
    SidecarPipeline pipeline) {
  /**
   * An injector for one configuration.
   *
   * @param caCertificate the certificates that kuma-dp trusts the control plane by, as PEM; may be
   *     empty, and changes when they are renewed
   */
  public static Injector of(
      ControlPlaneConfig config,
      SidecarForm form,
      Supplier<String> caCertificate,
      ClusterView cluster) {
    return new Injector(
        config.mode(),
        cluster,
        new InjectionPolicy(config.injector(), config.systemNamespace(), cluster),
        new PodNotices(config, form),
        new SidecarPipeline(config, form, caCertificate, cluster));
  }

  /**
   * Decides, and injects when that is the decision; otherwise the pod stays as it is.
   *
   * @param namespace where the pod is created
   */
  public InjectionDecision inject(PodDraft pod, String namespace) {
    if (mode == Mode.GLOBAL) {
      return new InjectionDecision.Skip(SkipReason.GLOBAL_CONTROL_PLANE);
    }
    Optional<NamespaceMetadata> known = cluster.namespace(namespace);
    if (known.isEmpty()) {
      return new InjectionDecision.Reject(
          RejectReason.NAMESPACE_NOT_FOUND,
          new Violation(
              FieldPath.of("metadata.namespace"),
              "namespaces \"%s\" not found: create it first".formatted(namespace)));
    }
    InjectionDecision decision = inject(pod, namespace, known.get());
    if (decision instanceof InjectionDecision.Skip skip && skip.reason().isOfNamespace()) {
      return cluster
          .namespaceAnew(namespace)
          .filter(anew -> !anew.equals(known.get()))
          .map(anew -> inject(pod, namespace, anew))
          .orElse(decision);
    }
    return decision;
  }

  private InjectionDecision inject(PodDraft pod, String name, NamespaceMetadata namespace) {
    return switch (policy.decide(pod, name, namespace)) {
      case InjectionDecision.Inject(var mesh, var reason, var ignored) -> {
        List<Notice> noticed = notices.ofInjected(pod, namespace);
        yield switch (pipeline.plan(pod, mesh, name, namespace)) {
          case SidecarPipeline.Plan.Steps steps -> {
            steps.applyTo(pod);
            yield new InjectionDecision.Inject(mesh, reason, joined(noticed, steps.notices()));
          }
          case SidecarPipeline.Plan.Refused(var why, var violations) ->
              new InjectionDecision.Reject(why, violations);
        };
      }
      case InjectionDecision.Skip(var reason, var ignored) -> {
        if (reason == SkipReason.ALREADY_INJECTED) {
          yield amend(pod);
        }
        yield new InjectionDecision.Skip(
            reason, reason.isOfWhatItsUserWrote() ? notices.ofSkipped(pod, namespace) : List.of());
      }
      case InjectionDecision.Reject reject -> reject;
    };
  }

  /** Another webhook may have added containers since the first pass. */
  private InjectionDecision amend(PodDraft pod) {
    return switch (pipeline.amend(pod)) {
      case SidecarPipeline.Plan.Steps(var none, var ignored) when none.isEmpty() ->
          new InjectionDecision.Skip(SkipReason.ALREADY_INJECTED);
      case SidecarPipeline.Plan.Steps steps -> {
        steps.applyTo(pod);
        yield new InjectionDecision.Inject(
            pod.labels().getOrDefault(Labels.MESH.name(), MeshSelection.DEFAULT_MESH),
            InjectReason.LATE_CONTAINERS,
            steps.notices());
      }
      case SidecarPipeline.Plan.Refused(var why, var violations) ->
          new InjectionDecision.Reject(why, violations);
    };
  }

  private static List<Notice> joined(List<Notice> first, List<Notice> second) {
    return second.isEmpty() ? first : Stream.concat(first.stream(), second.stream()).toList();
  }
}
