package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
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
  void documentsThatUnfoldWithoutBoundAreRefused() {
    var bomb = new StringBuilder("x0: &x0 [a,a,a,a,a,a,a,a,a,a]\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("x%d: &x%d [".formatted(i, i));
      bomb.append("*x%d,".formatted(i - 1).repeat(10)).append("]\n");
    }
    assertRefused(run(bomb.toString(), "dataplane", "-f", "-"), "is not YAML");
    assertRefused(run("&a [*a]", "dataplane", "-f", "-"), "unfolds to more than is allowed");
  }

  @Test
  void aFileThatIsNotThereIsNoRefusal() {
    Outcome outcome = run("", "dataplane", "-f", folder.resolve("none.yaml").toString());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).endsWith("none.yaml: there is no such file\n");
  }
}
