package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Labels;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a user types to put things right. */
final class Commands {
  private static final String INJECTION = Labels.SIDECAR_INJECTION.name();

  private Commands() {}

  /** Gives a pod a successor: the same as it, but created now. */
  static Cure renew(Subject subject) {
    String namespace = subject.namespaceName();
    String pod = subject.object().name();
    Optional<ApiObject.Controller> workload = workload(subject);
    if (workload.isEmpty()) {
      return subject.isInjected()
          ? Cure.of(
              "delete the pod and create it again from its manifest",
              "kubectl delete pod %s -n %s".formatted(pod, namespace))
          : Cure.of(
              "replace the pod, which nothing else does for it",
              "kubectl get pod %s -n %s -o yaml | kubectl replace --force -f -"
                  .formatted(pod, namespace));
    }
    String name = workload.get().name();
    return switch (workload.get().kind()) {
      case "Deployment", "StatefulSet", "DaemonSet" ->
          replacesOnDelete(subject)
              ? deletePod(subject)
              : Cure.of(
                  "restart the %s".formatted(workload.get().kind()),
                  "kubectl rollout restart %s/%s -n %s"
                      .formatted(workload.get().kind().toLowerCase(Locale.ROOT), name, namespace));
      case "CronJob" ->
          Cure.of(
              "the next run gets it; or run it now",
              "kubectl create job --from=cronjob/%s %s-now -n %s".formatted(name, name, namespace));
      case "Job" ->
          Cure.of(
              "delete the Job and create it again from its manifest",
              "kubectl delete job %s -n %s".formatted(name, namespace));
      default -> deletePod(subject);
    };
  }

  private static Cure deletePod(Subject subject) {
    String namespace = subject.namespaceName();
    if (subject.isPod()) {
      return Cure.of(
          "delete the pod: its owner makes another",
          "kubectl delete pod %s -n %s".formatted(subject.object().name(), namespace));
    }
    JsonNode selector = subject.object().json().path("spec").path("selector");
    String labels =
        ApiObject.texts(
                selector.path("matchLabels").isObject() ? selector.path("matchLabels") : selector)
            .entrySet()
            .stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
    return Cure.of(
        "delete the pods: their owner makes others",
        "kubectl delete pods -n %s -l %s".formatted(namespace, labels));
  }

  private static boolean replacesOnDelete(Subject subject) {
    return subject
        .workload()
        .map(found -> found.json().path("spec").path("updateStrategy").path("type").asText(""))
        .filter("OnDelete"::equals)
        .isPresent();
  }

  /**
   * What a user made; a ReplicaSet of a Deployment is named after it, also when it is not known.
   */
  static Optional<ApiObject.Controller> workload(Subject subject) {
    if (!subject.isPod()) {
      ApiObject found = subject.workload().orElse(subject.object());
      return Optional.of(new ApiObject.Controller(found.group(), found.kind(), found.name()));
    }
    Optional<ApiObject> last = subject.workload();
    Optional<ApiObject.Controller> known =
        last.map(found -> new ApiObject.Controller(found.group(), found.kind(), found.name()));
    Optional<ApiObject.Controller> above =
        last.map(ApiObject::controller).orElseGet(() -> subject.object().controller());
    return above.or(() -> known).map(found -> deploymentOf(found, subject));
  }

  private static ApiObject.Controller deploymentOf(
      ApiObject.Controller controller, Subject subject) {
    String hash = subject.object().labels().getOrDefault("pod-template-hash", "");
    return controller.kind().equals("ReplicaSet")
            && subject.workload().isEmpty()
            && !hash.isEmpty()
            && controller.name().endsWith("-" + hash)
        ? new ApiObject.Controller(
            "apps",
            "Deployment",
            controller.name().substring(0, controller.name().length() - hash.length() - 1))
        : controller;
  }

  static Cure labelNamespace(String namespace) {
    return Cure.of(
        "label the namespace",
        "kubectl label namespace %s %s=enabled --overwrite".formatted(namespace, INJECTION));
  }

  /** Puts the label where pods are made from; this makes new pods by itself. */
  static Cure labelTemplate(ApiObject workload, String value) {
    String template =
        workload.kind().equals("CronJob")
            ? "{\"spec\":{\"jobTemplate\":{\"spec\":{\"template\":%s}}}}"
            : "{\"spec\":{\"template\":%s}}";
    String metadata = "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(INJECTION, value);
    return Cure.of(
        "put the label on the template of the pods",
        "kubectl patch %s %s -n %s --type merge -p '%s'"
            .formatted(
                workload.kind().toLowerCase(Locale.ROOT),
                workload.name(),
                workload.namespace(),
                template.formatted(metadata)));
  }
}
