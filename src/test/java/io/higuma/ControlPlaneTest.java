package io.higuma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {
  private final ByteArrayOutputStream problems = new ByteArrayOutputStream();

  @Test
  void readsTheFileAndThenTheEnvironment(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, "diagnostics: {serverPort: 1}\ndpServer: {port: 2}\n");
    assertThat(configure(Map.of("KUMA_DP_SERVER_PORT", "3"), "run", "--config-file", "" + file))
        .map(ControlPlane.Configured::config)
        .hasValueSatisfying(config -> {
          assertThat(config.diagnostics().serverPort()).isEqualTo(1);
          assertThat(config.dpServer().port()).isEqualTo(3);
        });
    assertThat(configure(Map.of(), "run", "--config-file=" + file)).isPresent();
    assertThat(configure(Map.of(), "run")).isPresent();
  }

  @Test
  void tellsEveryMistakeAtOnce() {
    assertThat(
            configure(
                Map.of("KUMA_DP_SERVER_PORT", "x", "KUMA_EXPERIMENTAL_SIDECAR_CONTAINERS", "maybe"),
                "run"))
        .isEmpty();
    assertThat(problems.toString(UTF_8))
        .contains("KUMA_DP_SERVER_PORT")
        .contains("KUMA_EXPERIMENTAL_SIDECAR_CONTAINERS");
  }

  @Test
  void anUnreadableFileAndUnknownArgumentsAreMistakes() {
    assertThat(configure(Map.of(), "run", "--config-file", "/does/not/exist")).isEmpty();
    assertThat(problems.toString(UTF_8)).contains("/does/not/exist");
    assertThat(configure(Map.of(), "run", "--verbose")).isEmpty();
    assertThat(configure(Map.of())).isEmpty();
    assertThat(problems.toString(UTF_8)).contains("Usage: run [--config-file FILE]");
  }

  @Test
  void aClientAuthorityThatIsNoneStopsTheStart(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("ca.crt");
    Map<String, String> environment = Map.of("HIGUMA_WEBHOOK_CLIENT_CA_FILE", file.toString());
    assertThat(configure(environment, "run")).as("no file").isEmpty();
    Files.writeString(file, "no certificate");
    assertThat(configure(environment, "run")).as("no certificate").isEmpty();
    assertThat(problems.toString(UTF_8).lines())
        .hasSize(2)
        .allMatch(line ->
            line.equals(
                "higuma.webhook.clientCaFile: %s can't be read as certificates in PEM"
                    .formatted(file)));
  }

  private Optional<ControlPlane.Configured> configure(
      Map<String, String> environment, String... args) {
    return ControlPlane.configure(args, environment, new PrintStream(problems, true, UTF_8));
  }
}
