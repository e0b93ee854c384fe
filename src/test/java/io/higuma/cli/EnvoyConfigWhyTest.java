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

class EnvoyConfigWhyTest {
  private static final Golden GOLDEN = Golden.of(EnvoyConfigWhyTest.class);

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
  void tellsWhichPolicyGaveWhatAndWhyOthersDidNot(Path scenario) throws IOException {
    GOLDEN.read(scenario.resolve("in-objects.yaml"));
    Outcome text = why(scenario.resolve("in-objects.yaml"));
    assertThat(text.err()).isEmpty();
    assertThat(text.exitCode()).isZero();
    GOLDEN.assertMatches(scenario.resolve("out-why.txt"), text.out());
    JsonNode json = why(scenario.resolve("in-objects.yaml"), "-ojson").json();
    assertThat(json.path("apiVersion").asText()).isEqualTo("cli.higuma.io/v1alpha1");
    assertThat(json.path("kind").asText()).isEqualTo("ProxyPolicies");
    assertThat(json.path("proxy").asText()).isEqualTo("web-0");
    assertThat(json.path("policies")).isNotEmpty();
  }

  @Test
  void aMeshMayHaveNoPolicies() throws IOException {
    Path objects =
        Files.writeString(
            folder.resolve("objects.yaml"),
            """
            {type: Mesh, name: shop}
            ---
            {type: Dataplane, mesh: shop, name: web-0, networking: {address: 10.0.0.1}}
            """);
    assertThat(why(objects).out())
        .isEqualTo("Policies of Dataplane web-0 in mesh shop\n  There is no policy.\n");
  }

  @Test
  void tellsWhatIsNotThere() throws IOException {
    Path objects = Files.writeString(folder.resolve("objects.yaml"), "{type: Mesh, name: shop}");
    assertRefused(why(objects), "there is no Dataplane \"web-0\" in mesh \"shop\"");
    Files.writeString(objects, "{type: Mesh, name: other}");
    assertRefused(why(objects), "there is no Mesh \"shop\"");
  }

  private Outcome why(Path objects, String... more) throws IOException {
    Path metadata = Files.writeString(folder.resolve("node.json"), "{}");
    var args =
        new java.util.ArrayList<>(
            List.of(
                "envoy-config",
                "--why",
                "--objects=" + objects,
                "--metadata=" + metadata,
                "--proxy=web-0",
                "--mesh=shop"));
    args.addAll(List.of(more));
    return run("", args.toArray(String[]::new));
  }
}
