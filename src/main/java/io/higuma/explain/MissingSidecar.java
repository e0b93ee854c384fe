package io.higuma.explain;

import io.higuma.inject.InjectReason;
import io.higuma.inject.PodDraft;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Why a running pod has no sidecar, although one that is created now would get one: what was
 * otherwise when it was created. Only what the facts support is said.
 */
final class MissingSidecar {
  private final Subject subject;
  private final KnownObjects known;
  private final Explanation.ApiServer apiServer;
  private final String systemNamespace;
  private final Instant created;
  private final Cure renewal;
  private final List<Cause> causes = new ArrayList<>();

  private MissingSidecar(
      Subject subject, Situation situation, Explanation.ApiServer apiServer, Instant created) {
    this.subject = subject;
    this.known = situation.known();
    this.apiServer = apiServer;
    this.systemNamespace = situation.settings().config().systemNamespace();
    this.created = created;
    this.renewal = Commands.renew(subject);
  }

  /**
   * The causes, the surest first.
   *
   * @param reason why it would get one now
   */
  static List<Cause> causes(
      Subject subject, Situation situation, Explanation.ApiServer apiServer, InjectReason reason) {
    Optional<Instant> created = subject.object().created();
    if (created.isEmpty()) {
      return List.of();
    }
    var missing = new MissingSidecar(subject, situation, apiServer, created.get());
    missing.collect(reason);
    return missing.causes.stream().sorted(Comparator.comparing(Cause::certainty)).toList();
  }

  private void collect(InjectReason reason) {
    switch (reason) {
      case NAMESPACE_LABEL -> namespaceWish(Labels.SIDECAR_INJECTION);
      case NAMESPACE_ANNOTATION -> namespaceWish(Annotations.SIDECAR_INJECTION);
      case POD_LABEL -> podWish(Labels.SIDECAR_INJECTION);
      case POD_ANNOTATION, LATE_CONTAINERS -> podWish(Annotations.SIDECAR_INJECTION);
    }
    webhooks();
    if (causes.isEmpty()) {
      causes.add(
          new Cause(
              Cause.Code.UNEXPLAINED,
              Cause.Certainty.POSSIBLE,
              "nothing that can be seen now explains it: the labels and webhooks may have been others when the pod was created at %s"
                  .formatted(created),
              renewal));
    }
  }

  private void namespaceWish(MetadataKey<?> key) {
    subject
        .namespaceObject()
        .flatMap(namespace -> namespace.metadataSet(key.kind().field(), key.name()))
        .filter(change -> created.isBefore(change.at()))
        .ifPresent(change ->
            causes.add(
                new Cause(
                    Cause.Code.CREATED_BEFORE_NAMESPACE_LABEL,
                    Cause.Certainty.LIKELY,
                    "the pod was created at %s, and %s of Namespace %s was set at %s (by %s); pods get a sidecar only when they are created"
                        .formatted(
                            created,
                            key.name(),
                            subject.namespaceName(),
                            change.at(),
                            change.manager()),
                    renewal)));
  }

  private void podWish(MetadataKey<?> key) {
    Optional<ApiObject.FieldChange> change =
        subject
            .object()
            .metadataSet(key.kind().field(), key.name())
            .filter(found -> created.isBefore(found.at()));
    boolean inTemplate =
        subject.template().map(template -> wishes(PodDraft.of(template), key)).orElse(true);
    if (change.isEmpty() && inTemplate) {
      return;
    }
    String when =
        change.map(found -> "at %s (by %s)".formatted(found.at(), found.manager())).orElse("later");
    Cure cure =
        inTemplate
            ? renewal
            : subject
                .workload()
                .map(found -> Commands.labelTemplate(found, "enabled"))
                .orElse(renewal);
    causes.add(
        new Cause(
            Cause.Code.POD_LABEL_ADDED_LATER,
            Cause.Certainty.LIKELY,
            "the pod was created at %s, and its %s was set %s; pods get a sidecar only when they are created%s"
                .formatted(
                    created,
                    key.name(),
                    when,
                    inTemplate ? "" : ", and the template of its owner does not have it"),
            cure));
  }

  private static boolean wishes(PodDraft template, MetadataKey<?> key) {
    return switch (key.kind()) {
      case LABEL -> template.labels().containsKey(key.name());
      case ANNOTATION -> template.annotations().containsKey(key.name());
    };
  }

  private void webhooks() {
    List<Explanation.Webhook> selecting =
        apiServer.webhooks().stream()
            .filter(webhook -> webhook.selects() != Explanation.Asks.NO)
            .toList();
    List<ApiObject> later =
        selecting.stream()
            .flatMap(webhook -> configuration(webhook).stream())
            .filter(found -> found.created().filter(created::isBefore).isPresent())
            .toList();
    if (!selecting.isEmpty() && later.size() == selecting.size()) {
      add(
          Cause.Code.CREATED_BEFORE_WEBHOOK,
          Cause.Certainty.LIKELY,
          "the pod was created at %s, before the webhooks of %s (%s)"
              .formatted(
                  created,
                  later.getFirst().name(),
                  later.getFirst().created().map(Instant::toString).orElse("")));
    }
    Optional<ControlPlaneDeployment> controlPlane =
        ControlPlaneDeployment.in(known, systemNamespace);
    controlPlane
        .flatMap(ControlPlaneDeployment::created)
        .filter(created::isBefore)
        .ifPresent(installed ->
            add(
                Cause.Code.CREATED_BEFORE_CONTROL_PLANE,
                Cause.Certainty.LIKELY,
                "the pod was created at %s, before the control plane was installed (Deployment %s/%s, %s)"
                    .formatted(created, systemNamespace, ControlPlaneDeployment.NAME, installed)));
    if (causes.isEmpty()) {
      passed(selecting, controlPlane);
    }
  }

  /** Pods pass without a sidecar when nobody answers and no webhook insists. */
  private void passed(
      List<Explanation.Webhook> selecting, Optional<ControlPlaneDeployment> controlPlane) {
    if (selecting.isEmpty()
        || !selecting.stream().allMatch(webhook -> webhook.failurePolicy().equals("Ignore"))) {
      return;
    }
    String ignore =
        "webhook %s has failurePolicy Ignore: pods pass without a sidecar while the control plane does not answer"
            .formatted(selecting.getFirst().name());
    controlPlane
        .flatMap(ControlPlaneDeployment::availableSince)
        .filter(created::isBefore)
        .ifPresentOrElse(
            since ->
                add(
                    Cause.Code.CONTROL_PLANE_WAS_NOT_READY,
                    Cause.Certainty.LIKELY,
                    "the pod was created at %s, and the control plane has been ready since %s; %s"
                        .formatted(created, since, ignore)),
            () -> add(Cause.Code.FAILURE_POLICY_IGNORE, Cause.Certainty.POSSIBLE, ignore));
  }

  private Optional<ApiObject> configuration(Explanation.Webhook webhook) {
    return known.find(
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        "",
        webhook.configuration());
  }

  private void add(Cause.Code code, Cause.Certainty certainty, String sentence) {
    causes.add(new Cause(code, certainty, sentence, renewal));
  }
}
