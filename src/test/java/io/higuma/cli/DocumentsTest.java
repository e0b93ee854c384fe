package io.higuma.cli;

import static io.higuma.cli.Outcome.run;
import static io.higuma.cli.Samples.POD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  @TempDir private Path folder;

  @Test
  void readsJsonAndAnchorsAlike() throws IOException {
    String json =
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},"
            + "\"status\":{\"podIP\":\"10.0.0.1\"}}";
    assertThat(run(json, "dataplane", "-f", "-").out()).contains("name: a");
    String anchors =
        POD.replace("labels: {app: web}", "labels: &l {app: web}\n  annotations:\n    <<: *l");
    assertThat(run(anchors, "dataplane", "-f", "-", "-ojson").json().at("/metadata/labels/app"))
        .hasToString("\"web\"");
  }

  @Test
  void whatEndsTooEarlySaysWhereItBegan() {
    Outcome outcome = run("{\"apiVersion\":\"v1\",\n\"spec\":{", "inject", "-f", "-");
    Outcome.assertRefused(
        outcome, "stdin, line 2: is not JSON: ", "start marker at line: 2, column: 8");
    assertThat(outcome.err()).doesNotContain("Source", "StreamReadFeature");
  }

  @Test
  void aFileThatIsNotThereIsNoRefusal() {
    Outcome outcome = run("", "dataplane", "-f", folder.resolve("none.yaml").toString());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).endsWith("none.yaml: there is no such file\n");
  }

  @Test
  void stdinIsReadOnce() {
    Outcome outcome = run(POD, "inject", "-f", "-", "--objects", "-");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).isEqualTo("higuma: - is given twice: stdin can be read once\n");
  }
}
