package io.higuma.explain;

import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SkipReason;
import io.higuma.inject.WindowsPods;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a decision of the injector into words, with the values that it stands on. */
final class DecisionReading {
  private final Subject subject;
  private final Situation situation;
  private final PodDraft pod;

  private DecisionReading(Subject subject, Situation situation, PodDraft pod) {
    this.subject = subject;
    this.situation = situation;
    this.pod = pod;
  }

  /** The decision in words. */
  static Explanation.Decision of(Look look, Situation situation) {
    var reading = new DecisionReading(look.subject(), situation, PodDraft.of(look.source().pod()));
    return switch (look.now().decision()) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) ->
          new Explanation.Decision(
              Explanation.Outcome.INJECT,
              reason.code(),
              reason.sentence(),
              reading.basis(reason),
              List.of());
      case InjectionDecision.Skip(var reason, var notices) ->
          new Explanation.Decision(
              Explanation.Outcome.SKIP,
              reason.code(),
              reason.sentence(),
              reading.basis(reason),
              List.of());
      case InjectionDecision.Reject(var reason, var violations) ->
          new Explanation.Decision(
              Explanation.Outcome.REFUSE,
              reason.code(),
              reason.sentence(),
              List.of(),
              violations.stream().map(Violation::toString).toList());
    };
  }

  private List<Explanation.Basis> basis(InjectReason reason) {
    return switch (reason) {
      case POD_LABEL -> ofPod(Labels.SIDECAR_INJECTION);
      case POD_ANNOTATION -> ofPod(Annotations.SIDECAR_INJECTION);
      case LATE_CONTAINERS -> ofPod(Annotations.SIDECAR_INJECTED);
      case NAMESPACE_LABEL -> ofNamespace(Labels.SIDECAR_INJECTION);
      case NAMESPACE_ANNOTATION -> ofNamespace(Annotations.SIDECAR_INJECTION);
    };
  }

  private List<Explanation.Basis> basis(SkipReason reason) {
    return switch (reason) {
      case POD_DISABLED -> ofPod(Labels.SIDECAR_INJECTION);
      case POD_ANNOTATION_DISABLED -> ofPod(Annotations.SIDECAR_INJECTION);
      case NAMESPACE_DISABLED -> ofNamespace(Labels.SIDECAR_INJECTION);
      case NAMESPACE_ANNOTATION_DISABLED -> ofNamespace(Annotations.SIDECAR_INJECTION);
      case ALREADY_INJECTED -> ofPod(Annotations.SIDECAR_INJECTED);
      case HOST_NETWORK -> List.of(podField("spec.hostNetwork", "true"));
      case WINDOWS -> windows();
      case KUBE_SYSTEM, NOT_ENABLED -> List.of();
      case GLOBAL_CONTROL_PLANE -> List.of(setting("mode", "global"));
      case SYSTEM_NAMESPACE ->
          List.of(
              setting(
                  "store.kubernetes.systemNamespace",
                  situation.settings().config().systemNamespace()));
      case EXCEPTION_LABEL -> exception();
    };
  }

  private List<Explanation.Basis> exception() {
    var basis = new ArrayList<Explanation.Basis>();
    new Trial(situation)
        .policy(subject.namespace())
        .exception(pod.labels())
        .ifPresent(label ->
            basis.add(
                new Explanation.Basis(
                    subject.object().describe(),
                    subject.field(FieldPath.of("metadata.labels").key(label).text()),
                    pod.labels().getOrDefault(label, ""),
                    "")));
    basis.add(
        setting(
            "runtime.kubernetes.injector.exceptions.labels",
            String.join(
                ",", situation.settings().config().injector().exceptions().labels().keySet())));
    return basis;
  }

  private List<Explanation.Basis> windows() {
    return WindowsPods.sign(pod.pod().path("spec")).stream()
        .map(sign -> podField(sign.text(), "windows"))
        .toList();
  }

  private List<Explanation.Basis> ofPod(MetadataKey<?> key) {
    Map<String, String> values =
        key.kind() == MetadataKey.Kind.LABEL ? pod.labels() : pod.annotations();
    return Optional.ofNullable(values.get(key.name())).stream()
        .map(value -> podField(field(key), value))
        .toList();
  }

  private List<Explanation.Basis> ofNamespace(MetadataKey<?> key) {
    Map<String, String> values =
        key.kind() == MetadataKey.Kind.LABEL
            ? subject.namespace().labels()
            : subject.namespace().annotations();
    String object = "Namespace " + subject.namespaceName();
    var basis = new ArrayList<Explanation.Basis>();
    Optional.ofNullable(values.get(key.name()))
        .ifPresent(
            value -> basis.add(new Explanation.Basis(object, field(key), value, origin(key))));
    MetadataKey<?> mark = Annotations.INJECTION_LABEL_FROM_ANNOTATION;
    Optional.ofNullable(subject.namespace().annotations().get(mark.name()))
        .ifPresent(value ->
            basis.add(
                new Explanation.Basis(
                    object,
                    field(mark),
                    value,
                    "Higuma set the label from the annotation "
                        + Annotations.SIDECAR_INJECTION.name())));
    return basis;
  }

  private String origin(MetadataKey<?> key) {
    if (subject.namespaceObject().isEmpty()) {
      return "assumed";
    }
    return key.kind() == MetadataKey.Kind.LABEL
            && !subject.namespaceObject().get().labels().containsKey(key.name())
        ? "Higuma sets it from the annotation " + Annotations.SIDECAR_INJECTION.name()
        : "";
  }

  private static String field(MetadataKey<?> key) {
    return FieldPath.of("metadata").field(key.kind().field()).key(key.name()).text();
  }

  private Explanation.Basis podField(String field, String value) {
    return new Explanation.Basis(subject.object().describe(), subject.field(field), value, "");
  }

  private Explanation.Basis setting(String key, String value) {
    return situation.settings().changed().all().stream()
        .filter(changed -> changed.key().equals(key))
        .findFirst()
        .map(changed ->
            new Explanation.Basis("setting", key, changed.value(), changed.origin().text()))
        .orElseGet(() -> new Explanation.Basis("setting", key, value, "the default"));
  }
}
