package io.higuma.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An explanation as text for people: the answer first, then the facts under headings. */
public final class ExplanationText {
  private static final int MOST_CHANGES = 6;
  private static final int MOST_PODS = 10;

  private final StringBuilder text = new StringBuilder();

  private ExplanationText() {}

  public static String of(Explanation explanation) {
    var text = new ExplanationText();
    text.line(0, explanation.summary() + ".");
    text.decision(explanation);
    text.causes(explanation.causes());
    text.outdated(explanation);
    text.pods(explanation.pods());
    text.sidecar(explanation);
    text.metadata(explanation.metadata());
    text.settings(explanation.settings());
    text.patches(explanation.containerPatches());
    text.section("Notices", explanation.notices().stream().map(ExplanationText::line).toList());
    text.section("Not known", explanation.unknown());
    return text.text.toString();
  }

  private static String line(Explanation.Odd notice) {
    return notice.reason() + ": " + notice.message();
  }

  private void decision(Explanation explanation) {
    Explanation.Decision decision = explanation.decision();
    heading("Decision");
    line(1, "%s: %s".formatted(decision.reason(), decision.sentence()));
    for (Explanation.Basis basis : decision.basis()) {
      String origin = basis.origin().isEmpty() ? "" : " (" + basis.origin() + ")";
      line(2, "%s %s: %s%s".formatted(basis.object(), basis.field(), basis.value(), origin));
    }
    decision.mistakes().forEach(mistake -> line(2, mistake));
    Explanation.ApiServer apiServer = explanation.apiServer();
    line(
        1,
        switch (apiServer.asks()) {
              case YES -> "The API server asks injection: ";
              case NO -> "The API server does not ask injection: ";
              case PERHAPS -> "The API server may ask injection: ";
            }
            + apiServer.sentence());
    for (Explanation.Webhook webhook : apiServer.webhooks()) {
      // Those that do not select the pod matter when none does.
      if (webhook.selects() != Explanation.Asks.NO || apiServer.asks() == Explanation.Asks.NO) {
        line(2, webhook(webhook));
      }
    }
  }

  private static String webhook(Explanation.Webhook webhook) {
    return "%s %s: %s (failurePolicy %s, %s%s)"
        .formatted(
            switch (webhook.selects()) {
              case YES -> "selected by";
              case NO -> "not by";
              case PERHAPS -> "perhaps by";
            },
            webhook.name(),
            webhook.why(),
            webhook.failurePolicy(),
            webhook.target(),
            webhook.trusted() ? "" : ", no caBundle");
  }

  private void causes(List<Cause> causes) {
    if (causes.isEmpty()) {
      return;
    }
    heading("Why");
    int number = 1;
    for (Cause cause : causes) {
      line(
          1,
          "%d. %s (%s): %s"
              .formatted(number++, cause.code().text(), certainty(cause), cause.sentence()));
      cure(2, cause.cure());
    }
  }

  private static String certainty(Cause cause) {
    return switch (cause.certainty()) {
      case CERTAIN -> "certain";
      case LIKELY -> "likely";
      case POSSIBLE -> "possible";
    };
  }

  private void cure(int indent, @Nullable Cure cure) {
    if (cure != null) {
      line(indent, "Cure: " + cure.advice());
      cure.commands().forEach(command -> line(indent + 1, command));
    }
  }

  private void outdated(Explanation explanation) {
    if (explanation.outdated().isEmpty()) {
      return;
    }
    heading(
        explanation.pods().stream()
            .filter(Explanation.PodState::outdated)
            .findFirst()
            .map(pod -> "A new pod would get another sidecar than " + pod.name())
            .orElse("A new pod would get another sidecar"));
    explanation.outdated().forEach(difference -> line(1, line(difference)));
    cure(1, explanation.renewal());
  }

  static String line(Explanation.Difference difference) {
    String values =
        difference.is().isEmpty() && difference.wouldBe().isEmpty()
            ? "differs"
            : "is %s, would be %s".formatted(value(difference.is()), value(difference.wouldBe()));
    String because =
        difference.because().isEmpty() ? "" : " (" + String.join(", ", difference.because()) + ")";
    return "%s %s%s".formatted(difference.place(), values, because);
  }

  private static String value(String value) {
    return value.isEmpty() ? "not there" : value;
  }

  private void pods(List<Explanation.PodState> pods) {
    var lines = new ArrayList<>(pods.stream().limit(MOST_PODS).map(ExplanationText::line).toList());
    if (pods.size() > MOST_PODS) {
      lines.add("and %d more".formatted(pods.size() - MOST_PODS));
    }
    section("Pods", lines);
  }

  private static String line(Explanation.PodState pod) {
    String state = "no sidecar";
    if (pod.outdated()) {
      state = "has a sidecar, but not the one that a new pod would get";
    } else if (pod.injected()) {
      state = "has a sidecar";
    }
    String causes = pod.causes().isEmpty() ? "" : " (" + String.join(", ", pod.causes()) + ")";
    return "%s: %s%s".formatted(pod.name(), state, causes);
  }

  private void sidecar(Explanation explanation) {
    Explanation.Sidecar sidecar = explanation.sidecar();
    if (sidecar == null) {
      return;
    }
    heading(
        explanation.state() == Explanation.State.INJECTED
            ? "Sidecar"
            : "Sidecar that a new pod would get");
    line(1, "Mesh: %s (named by %s)".formatted(sidecar.mesh(), sidecar.meshNamedBy()));
    if (sidecar.image().isEmpty()) {
      line(1, "Which container is the sidecar can't be told");
    } else {
      line(1, "Form: " + sidecar.form());
      line(1, "Image: " + sidecar.image());
      line(1, "Requests: " + amounts(sidecar.requests()));
      line(1, "Limits: " + amounts(sidecar.limits()));
    }
    line(1, "Redirection: " + sidecar.redirection());
    for (Explanation.Probe probe : sidecar.probes()) {
      line(
          1,
          "Probe: %s %s %s -> %s"
              .formatted(probe.container(), probe.probe(), probe.from(), probe.to()));
    }
  }

  private static String amounts(Map<String, String> amounts) {
    return amounts.isEmpty()
        ? "none"
        : amounts.entrySet().stream()
            .map(amount -> amount.getKey() + " " + amount.getValue())
            .collect(Collectors.joining(", "));
  }

  private void metadata(List<Explanation.MetadataValue> values) {
    if (values.isEmpty()) {
      return;
    }
    heading("Labels and annotations");
    for (Explanation.MetadataValue value : values) {
      line(
          1,
          "%s: %s (%s of %s)"
              .formatted(
                  value.key(),
                  value.value(),
                  value.field().endsWith("labels") ? "label" : "annotation",
                  value.field().startsWith("spec.")
                      ? "the pod template of " + value.object()
                      : value.object()));
      changes(value.changes());
    }
  }

  private void settings(List<Explanation.SettingValue> settings) {
    if (settings.isEmpty()) {
      return;
    }
    heading("Settings that are not as by default");
    for (Explanation.SettingValue setting : settings) {
      line(
          1,
          "%s: %s (%s; by default %s)"
              .formatted(
                  setting.key(),
                  setting.value(),
                  setting.origin(),
                  setting.fallback().isEmpty() ? "empty" : setting.fallback()));
      changes(setting.changes());
    }
  }

  private void patches(List<Explanation.Patch> patches) {
    if (patches.isEmpty()) {
      return;
    }
    heading("ContainerPatches, in this order");
    int number = 1;
    for (Explanation.Patch patch : patches) {
      String state =
          switch (patch.state()) {
            case FOUND ->
                "operations for the sidecar: %d, for the init container: %d (namespace %s)"
                    .formatted(
                        patch.sidecarOperations(), patch.initOperations(), patch.namespace());
            case MISSING -> "does not exist";
            case UNKNOWN -> "not known";
          };
      line(1, "%d. %s (by %s): %s".formatted(number++, patch.name(), patch.namedBy(), state));
      patch.mistakes().forEach(mistake -> line(2, mistake));
      changes(patch.changes());
    }
  }

  private void changes(List<String> changes) {
    var shown = new ArrayList<>(changes.subList(0, Math.min(changes.size(), MOST_CHANGES)));
    if (shown.size() < changes.size()) {
      shown.add("and %d more".formatted(changes.size() - shown.size()));
    }
    if (!shown.isEmpty()) {
      line(2, "changes " + String.join(", ", shown));
    }
  }

  private void section(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      heading(heading);
      lines.forEach(line -> line(1, line));
    }
  }

  private void heading(String heading) {
    text.append('\n').append(heading).append('\n');
  }

  private void line(int indent, String line) {
    text.append("  ".repeat(indent)).append(line).append('\n');
  }
}
