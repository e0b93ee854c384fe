package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code higuma check} and {@code higuma support-bundle} on a real cluster, in which the operator
 * is a process: there is no Deployment, and no endpoint of the Service.
 */
@ExtendWith(LocalCluster.class)
class CheckIT {
  private final Cluster cluster;

  @TempDir private Path folder;

  CheckIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void tellsHowItStandsWithTheCluster(TestNamespace namespace) throws IOException {
    namespace.enabled();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          JsonNode report = report("check", "-ojson");
          assertThat(statuses(report, "api-server")).containsOnly("ok");
          assertThat(statuses(report, "crds")).as(report.toString()).containsOnly("ok");
          assertThat(statuses(report, "rights")).as(report.toString()).containsOnly("ok");
          assertThat(statuses(report, "webhook-call")).as(report.toString()).containsOnly("ok");
          assertThat(statuses(report, "webhooks")).as(report.toString()).containsOnly("ok");
          assertThat(statuses(report, "certificates"))
              .as(report.toString())
              .contains("ok")
              .doesNotContain("error", "warning");
          assertThat(statuses(report, "deployment")).contains("error");
        });
    assertThat(cluster.higuma(args("check")).exitCode()).isEqualTo(7);
    assertThat(namespace.client().pods().inNamespace(namespace.name()).list().getItems())
        .as("what was tried is not stored")
        .isEmpty();
    JsonNode before = report("check", "--pre", "-ojson");
    assertThat(statuses(before, "rights")).as(before.toString()).containsOnly("ok");
    assertThat(statuses(before, "existing")).as(before.toString()).doesNotContain("error");
  }

  @Test
  void collectsWhatHelps() throws IOException {
    Path file = folder.resolve("bundle.tgz");
    Cluster.Outcome outcome = cluster.higuma(args("support-bundle", "-o", file.toString()));
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    Map<String, String> files = files(file);
    assertThat(files)
        .containsKeys(
            "higuma-support/manifest.yaml",
            "higuma-support/check.txt",
            "higuma-support/control-plane/configmap.yaml",
            "higuma-support/mesh/meshes.yaml",
            "higuma-support/webhooks/mutating.yaml");
    assertThat(files.values())
        .allSatisfy(
            content -> assertThat(content).doesNotContain("BEGIN ", "LS0tLS1CRUdJTi", "tls.key"));
  }

  private static Map<String, String> files(Path file) throws IOException {
    var files = new HashMap<String, String>();
    try (var tar = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  private JsonNode report(String... words) throws IOException {
    Cluster.Outcome outcome = cluster.higuma(args(words));
    assertThat(outcome.output()).startsWith("{");
    return new ObjectMapper().readTree(outcome.output());
  }

  private String[] args(String... words) {
    var args = new ArrayList<>(List.of(words));
    args.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString()));
    return args.toArray(String[]::new);
  }

  private static List<String> statuses(JsonNode report, String check) {
    return report
        .path("findings")
        .valueStream()
        .filter(finding -> finding.path("check").asText().equals(check))
        .map(finding -> finding.path("status").asText())
        .toList();
  }
}
