package io.higuma.inspect;

import io.higuma.inspect.PolicyInspection.Effect;
import io.higuma.inspect.PolicyInspection.Others;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A policy as text for people. */
final class PolicyInspectionText {
  private static final int MOST = 5;

  private final StringBuilder text = new StringBuilder();

  private PolicyInspectionText() {}

  static String of(PolicyInspection policy) {
    var text = new PolicyInspectionText();
    text.line(
        0,
        "%s %s of mesh %s (%s, targetRef %s)"
            .formatted(
                policy.policyKind(),
                policy.name(),
                policy.mesh(),
                policy.role(),
                policy.targetRef()));
    text.status(policy.status());
    text.effects(policy.dataplanes());
    text.others(policy.notFor());
    if (!policy.unknown().isEmpty()) {
      text.text.append('\n');
      text.line(0, "Not known");
      policy.unknown().forEach(sentence -> text.line(1, sentence));
    }
    return text.text.toString();
  }

  private void status(PolicyStatus status) {
    PolicyStatus.Counts counts = status.proxies();
    if (counts == null) {
      line(1, "Its status does not say on how many proxies it is programmed");
    } else {
      line(
          1,
          "It selects %d connected proxies, is programmed on %d, and refused by %d"
              .formatted(counts.matched(), counts.programmed(), counts.refused()));
    }
    for (PolicyStatus.Condition one : status.conditions()) {
      line(1, "%s %s (%s): %s".formatted(one.type(), one.status(), one.reason(), one.message()));
    }
    for (PolicyStatus.Refusal one : status.refusals()) {
      line(2, "%s refuses %s: %s".formatted(one.dataplane(), one.type(), one.error()));
    }
  }

  private void effects(List<Effect> effects) {
    text.append('\n');
    if (effects.isEmpty()) {
      line(0, "It is for no Dataplane.");
      return;
    }
    line(0, "For %d Dataplanes:".formatted(effects.size()));
    for (Effect one : effects) {
      line(1, one.dataplane() + ": " + what(one));
      one.idle()
          .forEach(idle -> line(2, "%s has no effect: %s".formatted(idle.item(), idle.sentence())));
    }
  }

  private static String what(Effect effect) {
    if (!effect.overridden().isEmpty()) {
      return effect.idle().isEmpty()
          ? "stronger policies say all that it says"
          : "nothing has a value of it";
    }
    var parts = new ArrayList<String>();
    if (!effect.proxy().isEmpty()) {
      parts.add("the proxy as a whole");
    }
    if (!effect.inbounds().isEmpty()) {
      parts.add("inbounds " + first(effect.inbounds()));
    }
    if (!effect.outbounds().isEmpty()) {
      parts.add("to " + first(effect.outbounds()));
    }
    return String.join("; ", parts);
  }

  private static String first(List<String> names) {
    String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
    return names.size() > MOST ? "%s and %d more".formatted(first, names.size() - MOST) : first;
  }

  private void others(List<Others> others) {
    if (others.isEmpty()) {
      return;
    }
    text.append('\n');
    line(0, "Not for %d Dataplanes:".formatted(others.stream().mapToInt(Others::count).sum()));
    for (Others one : others) {
      line(
          1,
          one.count() == 1
              ? "%s: %s".formatted(one.example(), one.sentence())
              : "%d, for example %s: %s".formatted(one.count(), one.example(), one.sentence()));
    }
  }

  private void line(int indent, String sentence) {
    text.append("  ".repeat(indent)).append(sentence).append('\n');
  }
}
