package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.ControlPlaneConfig.Mode;
import java.util.function.Supplier;

/** Decides on a pod and changes it: what webhook and command line have in common. */
public record Injector(Mode mode, InjectionPolicy policy, SidecarPipeline pipeline) {
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
        new InjectionPolicy(config.injector(), cluster),
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
    return switch (policy.decide(pod, namespace)) {
      case InjectionDecision.Inject(var mesh) ->
          switch (pipeline.plan(pod, mesh)) {
            case SidecarPipeline.Plan.Steps steps -> {
              steps.applyTo(pod);
              yield new InjectionDecision.Inject(mesh);
            }
            case SidecarPipeline.Plan.Refused(var reason, var violations) ->
                new InjectionDecision.Reject(reason, violations);
          };
      case InjectionDecision.Skip skip -> skip;
      case InjectionDecision.Reject reject -> reject;
    };
  }
}
