package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
import static io.higuma.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyConfigDiffTest {
  private static final String MESH =
      """
      {type: Mesh, name: shop}
      ---
      {type: Dataplane, mesh: shop, name: web, networking: {address: 10.0.0.1,
        inbound: [{port: 80, tags: {kuma.io/service: web, kuma.io/protocol: http}}],
        outbound: [{port: 8080, tags: {kuma.io/service: cart}}]}}
      ---
      {type: Dataplane, mesh: shop, name: cart, networking: {address: 10.0.0.2,
        inbound: [{port: 81, tags: {kuma.io/service: cart, kuma.io/protocol: http}}]}}
      """;
  private static final String TIMEOUT =
      """
      {type: MeshTimeout, mesh: shop, name: quick, spec: {targetRef: {kind: Mesh},
        to: [{targetRef: {kind: Mesh}, default: {connectionTimeout: %s}}]}}
      """;

  @TempDir private Path folder;
  private Path mesh = Path.of("");
  private Path policy = Path.of("");

  @BeforeEach
  void files() throws IOException {
    mesh = Files.writeString(folder.resolve("mesh.yaml"), MESH);
    policy = Files.writeString(folder.resolve("policy.yaml"), TIMEOUT.formatted("7s"));
    Files.writeString(folder.resolve("node.json"), "{}");
  }

  @Test
  void tellsWhatChangesAndHow() {
    Outcome outcome = diff("--diff", mesh.toString(), policy.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .isEqualTo(
            """
            ~ clusters cart

            --- clusters cart
            +++ clusters cart, changed
            @@ -4,7 +4,7 @@
               edsConfig:
                 ads: {}
                 resourceApiVersion: V3
            -connectTimeout: 5s
            +connectTimeout: 7s
             circuitBreakers:
               thresholds:
               - trackRemaining: true
            """);
  }

  @Test
  void tellsWhatComesAndGoes() throws IOException {
    Path later =
        Files.writeString(folder.resolve("later.yaml"), MESH.replace("port: 80,", "port: 82,"));
    assertThat(diff("--diff", later.toString()).out().lines())
        .containsExactly(
            "+ clusters localhost:82",
            "- clusters localhost:80",
            "+ listeners inbound:10.0.0.1:82",
            "- listeners inbound:10.0.0.1:80");
  }

  @Test
  void ofTheTypesThatAreAskedForOnly() {
    assertThat(diff("--diff", mesh.toString(), policy.toString(), "--type=listeners").out())
        .isEmpty();
    assertThat(diff("--diff", mesh.toString(), policy.toString(), "--type=clusters").out())
        .startsWith("~ clusters cart\n");
  }

  @Test
  void aGateTellsWhetherSomethingChanges() {
    assertThat(diff("--diff", mesh.toString(), policy.toString(), "--exit-code").exitCode())
        .isEqualTo(ExitCode.CHANGED);
    Outcome same = diff("--diff", mesh.toString(), "--exit-code");
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).isEmpty();
  }

  @Test
  void anObjectIsAsItStandsLast() throws IOException {
    Path slower = Files.writeString(folder.resolve("slower.yaml"), TIMEOUT.formatted("9s"));
    assertThat(diff("--diff", mesh.toString(), policy.toString(), slower.toString()).out())
        .contains("+connectTimeout: 9s");
  }

  @Test
  void takesFolders() throws IOException {
    Path later = Files.createDirectories(folder.resolve("later/policies"));
    Files.copy(mesh, folder.resolve("later/mesh.yaml"));
    Files.copy(policy, later.resolve("policy.yaml"));
    assertThat(diff("--diff", folder.resolve("later").toString()).out()).isEmpty();
    assertThat(diff("-R", "--diff", folder.resolve("later").toString()).out())
        .contains("+connectTimeout: 7s");
  }

  @Test
  void hasTheColorsOfGit() {
    assertThat(diff("--diff", mesh.toString(), policy.toString(), "--color=always").out())
        .startsWith("\u001b[33m~ clusters cart\u001b[0m\n")
        .contains("\u001b[32m+connectTimeout: 7s\u001b[0m");
  }

  @Test
  void toolsGetBothSides() throws IOException {
    JsonNode json = diff("--diff", mesh.toString(), policy.toString(), "-ojson").json();
    assertThat(json.path("kind").asText()).isEqualTo("EnvoyConfigDiff");
    assertThat(json.path("added")).isEmpty();
    assertThat(json.at("/changed/0/name").asText()).isEqualTo("cart");
    assertThat(json.at("/changed/0/before/connectTimeout").asText()).isEqualTo("5s");
    assertThat(json.at("/changed/0/after/connectTimeout").asText()).isEqualTo("7s");
  }

  @Test
  void tellsAllThatIsWrongOnBothSides() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "{type: Mesh, name: shop}");
    assertRefused(
        diff("--diff", empty.toString()), "--diff: there is no Dataplane \"web\" in mesh \"shop\"");
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "{type: Mesh}");
    Files.writeString(folder.resolve("node.json"), "[]");
    assertRefused(
        diff("--diff", bad.toString(), "missing.yaml"), "missing.yaml", "node.json: has to be");
    assertRefused(
        diff("--diff", bad.toString()),
        "bad.yaml, document 1 (Mesh): name: must be set",
        "node.json: has to be one object");
  }

  @Test
  void refusesOptionsThatContradictEachOther() {
    assertUsage(diff("--diff", mesh.toString(), "--why"), "Give --diff or --why, not both");
    assertUsage(diff("--exit-code"), "--exit-code goes with --diff");
    assertUsage(diff("-otext"), "-o text is for --diff, --why");
    assertUsage(diff("--why", "--type=clusters"), "--why prints policies");
  }

  private static void assertUsage(Outcome outcome, String sentence) {
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains(sentence);
  }

  private Outcome diff(String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "envoy-config",
                "--objects=" + mesh,
                "--metadata=" + folder.resolve("node.json"),
                "--proxy=web",
                "--mesh=shop"));
    args.addAll(List.of(more));
    return run("", args.toArray(String[]::new));
  }
}
