package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
import static io.higuma.cli.Outcome.run;
import static io.higuma.cli.Samples.OBJECTS;
import static io.higuma.cli.Samples.POD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code higuma inject} says of its changes: as a diff, and by its exit code. */
class InjectChangesTest {
  private static final String DISABLED =
      POD.replace("labels: {", "labels: {kuma.io/sidecar-injection: disabled, ");
  private static final String HOST_NETWORK = POD.replace("spec:", "spec:\n  hostNetwork: true");
  private static final String REFUSED =
      POD.replace("labels:", "annotations: {kuma.io/sidecar-drain-time: soon}\n  labels:");

  @TempDir private Path folder;

  @Test
  void aDiffIsAllThatIsOnStdout() throws IOException {
    String file = file("pod.yaml", OBJECTS + "---\n" + POD);
    Outcome outcome = run("", "inject", "-f", file, "--diff");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith(
            """
            --- FILE, document 2 (Pod web-0)
            +++ FILE, document 2 (Pod web-0), injected
            @@ -4,8 +4,\
            """
                .replace("FILE", file))
        .contains("\n+    kuma.io/mesh: default\n", "\n status:\n")
        .endsWith("\n")
        .doesNotContain("Service", "\u001b[");
    assertThat(outcome.out().lines()).allMatch(line -> line.matches("[-+@ ].*"));
  }

  @Test
  void noChangeIsNoDiff() {
    Outcome outcome = run(OBJECTS + "---\n" + DISABLED, "inject", "-f", "-", "--diff");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aDiffHasColorsWhereTheyAreWanted() {
    String injected = "\u001b[32m+    kuma.io/mesh: default\u001b[0m\n";
    assertThat(run(POD, "inject", "-f-", "--diff", "--color=always").out()).contains(injected);
    assertThat(run(Screen.COLORFUL, POD, "inject", "-f-", "--diff").out()).contains(injected);
    assertThat(run(Screen.COLORFUL, POD, "inject", "-f-", "--diff", "--color=never").out())
        .doesNotContain("\u001b[");
  }

  @Test
  void aDiffIsNotJson() {
    Outcome outcome = run(POD, "inject", "-f", "-", "--diff", "-o", "json");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("--diff shows YAML", "Usage: higuma inject");
    assertThat(run(POD, "inject", "-f", "-", "--diff", "-o", "yaml").exitCode()).isZero();
  }

  @Test
  void aRefusalIsNoDiff() {
    assertRefused(run(POD + "---\n" + REFUSED, "inject", "-f", "-", "--diff"), "drain-time");
  }

  @Test
  void aChangeCanBeAnExitCode() {
    Outcome changed = run(POD, "inject", "-f", "-", "--exit-code");
    assertThat(changed.exitCode()).isEqualTo(ExitCode.CHANGED).isEqualTo(4);
    assertThat(changed.out()).contains("name: kuma-sidecar");
    assertThat(run(POD, "inject", "-f", "-", "--exit-code", "--diff").exitCode()).isEqualTo(4);
    assertThat(run(changed.out(), "inject", "-f", "-", "--exit-code").exitCode()).isZero();
    assertThat(run(OBJECTS, "inject", "-f", "-", "--exit-code").exitCode()).isZero();
    assertThat(run(DISABLED, "inject", "-f", "-", "--exit-code").exitCode()).isZero();
  }

  @Test
  void aPodWithoutASidecarCanBeAFailure() {
    Outcome outcome = run(POD + "---\n" + DISABLED, "inject", "-f", "-", "--fail-on=skipped");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED_ON).isEqualTo(5);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("document 2 (Pod web-0): no sidecar: the pod's label kuma.io/sidecar-injection")
        .endsWith("higuma: no object is printed, because of --fail-on\n");
  }

  @Test
  void whatHasASidecarOrNoPodsIsNoFailure() {
    String injected = run(POD, "inject", "-f", "-").out();
    for (String stdin : new String[] {POD, injected, OBJECTS}) {
      Outcome outcome = run(stdin, "inject", "-f", "-", "--fail-on", "skipped,warning");
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.out()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skipped", "warning"})
  void aPodThatCannotHaveASidecarIsBoth(String what) {
    Outcome outcome = run(HOST_NETWORK, "inject", "-f", "-", "--fail-on", what);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED_ON);
    assertThat(outcome.err())
        .contains("higuma: warning: stdin, document 1 (Pod web-0): no sidecar");
  }

  @Test
  void aPodThatTheWebhookWouldNotSeeIsAWarning() {
    String stream =
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: quiet
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web-0
          namespace: quiet
          labels:
            kuma.io/sidecar-injection: "true"
        spec:
          containers:
          - name: web
            image: web
        """;
    assertThat(run(stream, "inject", "-f", "-", "--fail-on=skipped").exitCode()).isZero();
    Outcome outcome = run(stream, "inject", "-f", "-", "--fail-on=warning");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED_ON);
    assertThat(outcome.err())
        .contains(
            "higuma: warning: stdin", "namespace quiet has no label kuma.io/sidecar-injection");
  }

  @Test
  void aWarningOfTheConfigurationIsAWarning() throws IOException {
    String config = file("config.yaml", "experimental: {kubeOutboundAsVIPs: true}");
    Outcome outcome = run(POD, "inject", "-f-", "--config", config, "--fail-on=warning");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED_ON);
    assertThat(outcome.err()).contains("higuma: warning: experimental.kubeOutboundAsVIPs");
    assertThat(run(POD, "inject", "-f-", "--config", config).exitCode()).isZero();
  }

  @Test
  void aDiffIsPrintedEvenSo() {
    Outcome outcome =
        run(POD + "---\n" + DISABLED, "inject", "-f", "-", "--diff", "--fail-on=skipped");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED_ON);
    assertThat(outcome.out()).contains("+    kuma.io/mesh: default");
  }

  @Test
  void theWorstExitCodeWins() {
    String[] gates = {"inject", "-f-", "--exit-code", "--fail-on=skipped", "--fail-on=warning"};
    assertThat(run(POD, gates).exitCode()).isEqualTo(ExitCode.CHANGED);
    assertThat(run(POD + "---\n" + DISABLED, gates).exitCode()).isEqualTo(ExitCode.FAILED_ON);
    String all = POD + "---\n" + DISABLED + "---\n" + REFUSED;
    assertThat(run(all, gates).exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({"--fail-on=skips", "--color=sometimes", "--fail-on"})
  void otherValuesAreWrongUsage(String option) {
    Outcome outcome = run(POD, "inject", "-f", "-", option);
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("Usage: higuma inject");
  }

  @Test
  void theHelpListsTheExitCodes() {
    assertThat(run("", "inject", "--help").out())
        .contains("  4   with --exit-code: an object changes\n")
        .contains("  5   with --fail-on: what it names has happened\n");
    assertThat(run("", "dataplane", "--help").out()).doesNotContain("  4   ", "  5   ");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
