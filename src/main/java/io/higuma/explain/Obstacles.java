package io.higuma.explain;

import io.higuma.inject.InjectionDecision;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SkipReason;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.Parsed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What keeps a pod from a sidecar now, beside the decision itself. */
final class Obstacles {
  private static final String INJECTION = Labels.SIDECAR_INJECTION.name();
  private static final String ANNOTATION = Annotations.SIDECAR_INJECTION.name();

  private final Subject subject;
  private final Situation situation;
  private final Explanation.ApiServer apiServer;
  private final List<Cause> causes = new ArrayList<>();

  private Obstacles(Subject subject, Situation situation, Explanation.ApiServer apiServer) {
    this.subject = subject;
    this.situation = situation;
    this.apiServer = apiServer;
  }

  /** In the order of their certainty; none when nothing is in the way. */
  static List<Cause> of(
      Subject subject,
      Situation situation,
      Explanation.ApiServer apiServer,
      InjectionDecision decision) {
    var obstacles = new Obstacles(subject, situation, apiServer);
    obstacles.collect(decision);
    return obstacles.causes.stream().sorted(Comparator.comparing(Cause::certainty)).toList();
  }

  private void collect(InjectionDecision decision) {
    if (subject.isStatic()) {
      causes.add(
          new Cause(
              Cause.Code.STATIC_POD,
              Cause.Certainty.CERTAIN,
              "it is a static pod: its kubelet runs it from a file of the node, and the API server has only a copy, which changes nothing",
              Cure.of("run it as a Deployment or DaemonSet")));
      return;
    }
    boolean wanted = decision instanceof InjectionDecision.Inject;
    boolean notAsked =
        decision instanceof InjectionDecision.Skip(var reason, var notices)
            && reason == SkipReason.NOT_ENABLED;
    if (!(decision instanceof InjectionDecision.Reject)) {
      labelOnWorkload(wanted);
    }
    if (apiServer.asks() != Explanation.Asks.NO) {
      if (wanted) {
        webhookHealth();
      }
    } else if (apiServer.webhooks().isEmpty() && situation.known().knows(Topic.WEBHOOKS)) {
      causes.add(
          new Cause(
              Cause.Code.NO_WEBHOOK,
              Cause.Certainty.CERTAIN,
              apiServer.sentence(),
              Cure.of("install Higuma", "kubectl apply -k deploy")));
    } else if (wanted) {
      notSelected();
    }
    if (notAsked && !subject.namespace().labels().containsKey(INJECTION)) {
      namespaceNotLabelled();
    }
  }

  /** A wish that stands where nobody reads it, and that is not fulfilled anyway. */
  private void labelOnWorkload(boolean injected) {
    for (ApiObject workload : workloads()) {
      String label = workload.labels().getOrDefault(INJECTION, "");
      String value = label.isEmpty() ? workload.annotations().getOrDefault(ANNOTATION, "") : label;
      if (Labels.SIDECAR_INJECTION.format().parse(INJECTION, value)
              instanceof Parsed.Value<Boolean>(var wish)
          && wish != injected) {
        causes.add(
            new Cause(
                Cause.Code.LABEL_ON_WORKLOAD,
                Cause.Certainty.CERTAIN,
                "%s: %s is on %s itself, where it has no effect: it belongs on the template of its pods"
                    .formatted(INJECTION, value, workload.describe()),
                Commands.labelTemplate(workload, wish ? "enabled" : "disabled")));
        return;
      }
    }
  }

  /** The topmost first: what it makes is overwritten. */
  private List<ApiObject> workloads() {
    var workloads = new ArrayList<>(subject.owners().reversed());
    if (!subject.isPod()) {
      workloads.add(subject.object());
    }
    return workloads;
  }

  private void namespaceNotLabelled() {
    causes.add(
        new Cause(
            Cause.Code.NAMESPACE_NOT_LABELLED,
            Cause.Certainty.CERTAIN,
            "Namespace %s has no label %s, without which the webhooks do not look at its pods"
                .formatted(subject.namespaceName(), INJECTION),
            renewed(Commands.labelNamespace(subject.namespaceName()))));
  }

  /** Injection takes more values for yes than the webhooks select. */
  private void notSelected() {
    String namespaceValue = subject.namespace().labels().get(INJECTION);
    String podValue = PodDraft.of(subject.pod()).labels().get(INJECTION);
    if (namespaceValue == null) {
      namespaceNotLabelled();
    } else if (podValue != null && !podValue.equals("enabled")) {
      causes.add(
          new Cause(
              Cause.Code.POD_LABEL_NOT_SELECTED,
              Cause.Certainty.CERTAIN,
              "the pod's label %s is \"%s\", and the webhooks select pods by the value \"enabled\" only"
                  .formatted(INJECTION, podValue),
              subject
                  .workload()
                  .map(workload -> Commands.labelTemplate(workload, "enabled"))
                  .orElseGet(() ->
                      Cure.of("create the pod with the label %s: enabled".formatted(INJECTION)))));
    } else if (podValue == null) {
      causes.add(
          new Cause(
              Cause.Code.NAMESPACE_LABEL_NOT_SELECTED,
              Cause.Certainty.CERTAIN,
              "%s of Namespace %s is \"%s\", which injection takes for yes, but the webhooks do not select"
                  .formatted(INJECTION, subject.namespaceName(), namespaceValue),
              renewed(Commands.labelNamespace(subject.namespaceName()))));
    } else {
      causes.add(
          new Cause(
              Cause.Code.NOT_SELECTED,
              Cause.Certainty.CERTAIN,
              "the webhooks are not those of Higuma's deploy/: their selectors leave the pod out",
              Cure.of(
                  "compare the selectors above with deploy/webhook/05-webhooks.yaml",
                  "kubectl get mutatingwebhookconfigurations -o yaml")));
    }
  }

  private Cure renewed(Cure cure) {
    boolean runs = subject.isStoredPod() || (!subject.isPod() && subject.object().isStored());
    return runs ? cure.then(Commands.renew(subject)) : cure;
  }

  private void webhookHealth() {
    for (Explanation.Webhook webhook : apiServer.webhooks()) {
      if (webhook.selects() != Explanation.Asks.NO
          && !webhook.trusted()
          && webhook.target().startsWith("Service ")) {
        causes.add(
            new Cause(
                Cause.Code.WEBHOOK_NOT_TRUSTED,
                Cause.Certainty.CERTAIN,
                "webhook %s has no caBundle, so the API server trusts nobody who answers it: with failurePolicy %s, pods are %s"
                    .formatted(webhook.name(), webhook.failurePolicy(), fate(webhook)),
                controlPlaneCure()));
        return;
      }
    }
    String systemNamespace = situation.settings().config().systemNamespace();
    Optional<ControlPlaneDeployment> controlPlane =
        ControlPlaneDeployment.in(situation.known(), systemNamespace);
    if (controlPlane.filter(ControlPlaneDeployment::isUnavailable).isPresent()) {
      causes.add(
          new Cause(
              Cause.Code.CONTROL_PLANE_NOT_READY,
              Cause.Certainty.CERTAIN,
              "no pod of the control plane is ready: pods that the webhooks select are %s"
                  .formatted(
                      apiServer.webhooks().stream()
                          .filter(webhook -> webhook.selects() != Explanation.Asks.NO)
                          .findFirst()
                          .map(Obstacles::fate)
                          .orElse("refused")),
              controlPlaneCure()));
    }
  }

  private static String fate(Explanation.Webhook webhook) {
    return webhook.failurePolicy().equals("Ignore") ? "stored without a sidecar" : "refused";
  }

  private Cure controlPlaneCure() {
    return ControlPlaneDeployment.cure(situation.settings().config().systemNamespace());
  }
}
