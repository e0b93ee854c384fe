package io.higuma.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.inspect.ProxyPolicyReport.Matched;
import io.higuma.inspect.ProxyPolicyReport.NotMatched;
import io.higuma.inspect.ProxyPolicyReport.OfKind;
import io.higuma.inspect.ProxyPolicyReport.Outbound;
import io.higuma.inspect.ProxyPolicyReport.Value;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.stream.Collectors;

/** The policies of a proxy as text for people. */
public final class ProxyPolicyText {
  private static final int MOST_DESTINATIONS = 5;

  private final StringBuilder text = new StringBuilder();

  private ProxyPolicyText() {}

  public static String of(ProxyPolicyReport report) {
    var text = new ProxyPolicyText();
    text.line(0, "Policies of Dataplane %s in mesh %s".formatted(report.proxy(), report.mesh()));
    if (report.policies().isEmpty()) {
      text.line(1, "There is no policy.");
    }
    report.policies().forEach(text::kind);
    return text.text.toString();
  }

  private void kind(OfKind kind) {
    text.append('\n');
    line(0, kind.policyKind());
    if (kind.matched().isEmpty()) {
      line(1, "None is for this proxy.");
    } else {
      line(1, heading(kind));
      int number = 1;
      for (Matched policy : kind.matched()) {
        matched(number++, policy);
      }
    }
    if (!kind.values().isEmpty()) {
      line(1, "The proxy as a whole:");
      values(2, kind.values());
    }
    for (ProxyPolicyReport.Inbound inbound : kind.inbounds()) {
      line(1, "Inbound " + inbound.inbound() + ":");
      for (ProxyPolicyReport.Rule rule : inbound.rules()) {
        line(2, rule.clients() + ":");
        values(3, rule.values());
      }
    }
    for (Outbound outbound : kind.outbounds()) {
      line(1, "To " + destinations(outbound.destinations()) + ":");
      values(2, outbound.values());
    }
    if (!kind.notMatched().isEmpty()) {
      line(1, "Not for this proxy:");
      kind.notMatched().forEach(policy -> line(2, line(policy)));
    }
  }

  private static String heading(OfKind kind) {
    if (kind.matched().size() == 1) {
      return "For this proxy:";
    }
    return kind.policyKind().equals(ResourceKind.MESH_TRAFFIC_PERMISSION.kind())
        ? "For this proxy; who is denied by one is let in by none:"
        : "For this proxy, a later one wins:";
  }

  private void matched(int number, Matched policy) {
    String origin = policy.origin().isEmpty() ? "" : ", of " + policy.origin();
    String inbounds =
        policy.inbounds().isEmpty() ? "" : "; inbounds " + String.join(", ", policy.inbounds());
    line(
        2,
        "%d. %s (%s%s, targetRef %s%s)"
            .formatted(number, policy.name(), policy.role(), origin, policy.targetRef(), inbounds));
    policy
        .idle()
        .forEach(idle -> line(3, "%s has no effect: %s".formatted(idle.item(), idle.sentence())));
  }

  private void values(int indent, List<Value> values) {
    for (Value value : values) {
      line(indent, "%s  <- %s %s".formatted(assignment(value), value.policy(), value.item()));
    }
  }

  private static String assignment(Value value) {
    String shown = shown(value.value());
    return value.path().isEmpty() ? shown : value.path() + ": " + shown;
  }

  private static String shown(JsonNode value) {
    return value.isTextual() ? value.textValue().replaceAll("\\p{Cntrl}", "?") : value.toString();
  }

  private static String line(NotMatched policy) {
    String mesh = policy.mesh().isEmpty() ? "" : " of mesh " + policy.mesh();
    return "%s%s: %s".formatted(policy.name(), mesh, policy.sentence());
  }

  private static String destinations(List<String> destinations) {
    String first = destinations.stream().limit(MOST_DESTINATIONS).collect(Collectors.joining(", "));
    int more = destinations.size() - MOST_DESTINATIONS;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  private void line(int indent, String sentence) {
    text.append("  ".repeat(indent)).append(sentence).append('\n');
  }
}
