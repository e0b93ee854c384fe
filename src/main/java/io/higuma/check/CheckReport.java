package io.higuma.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What was found out about a cluster. Printed as JSON as it is.
 *
 * @param errors how many findings are of that status, and so on
 */
@JsonPropertyOrder({"apiVersion", "kind"})
public record CheckReport(
    long errors, long warnings, long skipped, long ok, List<Finding> findings) {
  public CheckReport {
    findings = List.copyOf(findings);
  }

  /** Of these findings, in their order. */
  public static CheckReport of(List<Finding> findings) {
    return new CheckReport(
        count(findings, Status.ERROR),
        count(findings, Status.WARNING),
        count(findings, Status.SKIPPED),
        count(findings, Status.OK),
        findings);
  }

  /** The version of this form; it changes when a field changes its meaning or goes. */
  @JsonProperty
  public String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "CheckReport";
  }

  /** For people. */
  public String text(Palette palette) {
    int width = findings.stream().mapToInt(finding -> finding.check().length()).max().orElse(0);
    var text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(palette.of(finding.status(), "%-7s".formatted(finding.status().word())))
          .append(("  %-" + width + "s  %s\n").formatted(finding.check(), finding.message()));
      if (!finding.cure().isEmpty()) {
        text.append(" ".repeat(7 + 2 + width + 2))
            .append("Cure: ")
            .append(finding.cure())
            .append('\n');
      }
    }
    return text.append(
            "%d errors, %d warnings, %d skipped, %d ok\n".formatted(errors, warnings, skipped, ok))
        .toString();
  }

  private static long count(List<Finding> findings, Status status) {
    return findings.stream().filter(finding -> finding.status() == status).count();
  }
}
