package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
import static io.higuma.cli.Outcome.run;
import static io.higuma.cli.Samples.POD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HigumaCommandTest {
  @TempDir private Path folder;

  @Test
  void takesSettingsFromTheFileAndTheEnvironment() throws IOException {
    String config = file("config.yaml", "multizone: {zone: {name: north}}");
    Outcome outcome = run(POD, "dataplane", "-f", "-", "--config", config);
    assertThat(outcome.out()).contains("kuma.io/zone: north");
    Outcome overridden =
        run(
            Map.of("KUMA_MULTIZONE_ZONE_NAME", "south"),
            POD,
            "dataplane",
            "-f",
            "-",
            "--config",
            config);
    assertThat(overridden.out()).contains("kuma.io/zone: south");
  }

  @Test
  void refusesSettingsThatAreWrong() throws IOException {
    String config = file("config.yaml", "experimental: {kubeOutboundsAsVIPs: perhaps}");
    Outcome outcome = run(POD, "dataplane", "-f", "-", "--config", config);
    assertRefused(outcome, "config.yaml", "kubeOutboundsAsVIPs");
  }

  @Test
  void wrongUsageShowsTheUsage() {
    for (String[] args :
        new String[][] {{}, {"dataplane"}, {"dataplane", "-f", "-", "-o", "xml"}}) {
      Outcome outcome = run("", args);
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(outcome.err()).contains("Usage: higuma");
      assertThat(outcome.out()).isEmpty();
    }
    Outcome unknown = run("", "datapalne");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("Did you mean: higuma dataplane");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inject", "uninject", "dataplane"})
  void aNamespaceHasAName(String command) {
    Outcome outcome = run(POD, command, "-f", "-", "-n", "shop/pods");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err())
        .contains("'--namespace'", "\"shop/pods\" is no name of a namespace", "Usage: higuma");
    assertThat(outcome.out()).isEmpty();
    assertThat(run(POD, command, "-f", "-", "-n", "").exitCode()).isNotEqualTo(ExitCode.USAGE);
  }

  @Test
  void helpListsTheExitCodes() {
    assertThat(run("", "--help").out()).contains("Exit codes:", "dataplane", "generate-completion");
    assertThat(run("", "dataplane", "--help").out()).contains("Exit codes:", "--objects");
    assertThat(run("", "--version").out()).startsWith("higuma ");
    assertThat(run("", "version").out()).startsWith("higuma ");
    assertThat(run("", "generate-completion").out()).contains("complete");
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailure() {
    var err = new ByteArrayOutputStream();
    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    var console =
        new Console(
            new ByteArrayInputStream(POD.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(full, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Screen.PLAIN);
    var args = new String[] {"inject", "-f", "-"};
    assertThat(
            HigumaCommand.run(
                args, console, new OfflineConfig(console, Map.of()), Clock.systemUTC()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .endsWith("higuma: stdout: the result cannot be written\n");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
