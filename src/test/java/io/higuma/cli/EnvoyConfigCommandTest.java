package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
import static io.higuma.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvoyConfigCommandTest {
  private static final Golden GOLDEN = Golden.of(EnvoyConfigCommandTest.class);
  private static final String MESH = "{type: Mesh, name: shop}\n---\n";

  @TempDir private Path folder;

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void printsWhatEnvoyIsGiven(Path scenario) throws IOException {
    GOLDEN.read(scenario.resolve("in-objects.yaml"));
    GOLDEN.read(scenario.resolve("in-metadata.json"));
    Outcome outcome =
        run(
            "",
            "envoy-config",
            "--objects",
            scenario.resolve("in-objects.yaml").toString(),
            "--metadata",
            scenario.resolve("in-metadata.json").toString(),
            "--mesh=shop",
            "--proxy=cart-0",
            "-ojson");
    assertThat(outcome.err()).isEmpty();
    GOLDEN.assertMatches(scenario.resolve("out-config.yaml"), outcome.json());
  }

  @Test
  void jsonIsOneObjectWithAListForEachType() throws IOException {
    Outcome outcome =
        config(MESH + dataplane("{port: 80, tags: {kuma.io/service: web}}"), "-ojson");
    JsonNode json = outcome.json();
    assertThat(json.properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactly("clusters", "endpoints", "listeners", "routes", "secrets");
    assertThat(json.at("/listeners/0/name").asText()).isEqualTo("inbound:10.0.0.1:80");
    assertThat(json.at("/listeners/0/metadata/filterMetadata/io.kuma.tags/kuma.io~1zone").asText())
        .as("written by the control plane")
        .isEqualTo("default");
  }

  @Test
  void printsOnlyTheTypesThatAreAskedFor() throws IOException {
    String objects = MESH + dataplane("{port: 80, tags: {kuma.io/service: web}}");
    assertThat(
            config(objects, "--type=clusters", "--type", "secrets", "-ojson").json().properties())
        .hasSize(2);
    Outcome wrong = config(objects, "--type=cluster");
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("--type");
  }

  @Test
  void aZoneIngressIsInNoMesh() throws IOException {
    String ingress =
        "---\n{type: ZoneIngress, name: web, networking: {address: 10.0.0.9, port: 10001}}\n";
    JsonNode json = config(MESH + ingress, "--mesh=", "-ojson").json();
    assertThat(json.at("/listeners/0/name").asText()).isEqualTo("inbound:10.0.0.9:10001");
    assertThat(json.toString()).contains("direct_response");
    assertRefused(config(MESH, "--mesh="), "there is no ZoneIngress \"web\"");
  }

  @Test
  void tellsAllThatIsWrongWithTheObjects() throws IOException {
    Outcome outcome =
        config(
            """
            {type: Dataplane, mesh: shop}
            ---
            {type: MeshRetry, mesh: shop, name: retry, labels: {a: 1}, spec: all}
            ---
            {mesh: shop, name: web}
            """);
    assertRefused(
        outcome,
        "objects.yaml, document 1 (Dataplane shop/): name: must be set",
        "objects.yaml, document 2 (MeshRetry shop/retry): labels[\"a\"]: must be text; spec: must be an object",
        "objects.yaml, document 3 (shop/web): type: must be set");
  }

  @Test
  void tellsWhichFieldHasTheWrongType() throws IOException {
    assertRefused(
        config(
            MESH + "{type: Dataplane, mesh: shop, name: web, networking: {inbound: [{port: x}]}}"),
        "Dataplane web: networking.inbound[0].port: has a value of the wrong type");
  }

  @Test
  void tellsWhatIsNotThere() throws IOException {
    assertRefused(config("{type: Zone, name: east}"), "there is no Mesh \"shop\"");
    assertRefused(config(MESH), "there is no Dataplane \"web\" in mesh \"shop\"");
  }

  @Test
  void tellsWhatIsWrongWithTheMetadata() throws IOException {
    Path metadata =
        Files.writeString(folder.resolve("node.json"), "{\"dataplane.admin.port\": \"1\"}");
    Outcome outcome =
        run(
            MESH + dataplane("{port: 80}"),
            "envoy-config",
            "--objects=-",
            "--metadata=" + metadata,
            "--mesh=shop",
            "--proxy=web");
    assertRefused(
        outcome, "node.json: metadata[\"dataplane.readinessReporter.port\"]: must be a port");
    Files.writeString(metadata, "- 1");
    assertRefused(
        run(MESH, "envoy-config", "--objects=-", "--metadata=" + metadata, "--proxy=web"),
        "node.json: has to be one object");
  }

  @Test
  void saysWhatNothingFollowsFrom() throws IOException {
    Outcome outcome =
        config(MESH + dataplane("{port: 80}") + "---\n{type: Dashboard, name: all}\n");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err())
        .contains("document 3 (Dashboard all): nothing follows from a Dashboard");
  }

  private static String dataplane(String inbound) {
    return "{type: Dataplane, mesh: shop, name: web, networking: {address: 10.0.0.1, inbound: [%s]}}\n"
        .formatted(inbound);
  }

  private Outcome config(String objects, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("objects.yaml"), objects);
    Path metadata = Files.writeString(folder.resolve("metadata.json"), "{}");
    var args =
        new java.util.ArrayList<>(
            List.of("envoy-config", "--objects=" + file, "--metadata=" + metadata, "--proxy=web"));
    args.addAll(List.of(more));
    if (!args.contains("--mesh=")) {
      args.add("--mesh=shop");
    }
    return run("", args.toArray(String[]::new));
  }
}
