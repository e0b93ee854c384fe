package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.it.envoy.EnvoyBinary;
import io.higuma.it.envoy.StaticBootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What golden files say of Envoy, Envoy itself takes: each version that is tested, all of it. */
class EnvoyConfigIT {
  private static final Path SCENARIOS =
      Path.of("src/test/resources/io/higuma/cli/EnvoyConfigCommandTest");

  private static List<EnvoyBinary> envoys = List.of();

  private final StaticBootstrap bootstrap = new StaticBootstrap();

  @BeforeAll
  static void fetch() {
    envoys = EnvoyBinary.versions().stream().map(EnvoyBinary::of).toList();
  }

  static List<Path> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(SCENARIOS)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void envoyTakesTheConfigurationOfEachProxy(Path scenario) throws IOException {
    List<JsonNode> dataplanes = dataplanes(scenario.resolve("in-objects.yaml"));
    assertThat(dataplanes).isNotEmpty();
    for (JsonNode dataplane : dataplanes) {
      String proxy = dataplane.path("name").asText();
      Outcome printed =
          Outcome.run(
              "",
              "envoy-config",
              "--objects",
              scenario.resolve("in-objects.yaml").toString(),
              "--proxy",
              proxy,
              "--mesh",
              dataplane.path("mesh").asText(),
              "--metadata",
              scenario.resolve("in-metadata.json").toString(),
              "-o",
              "json");
      assertThat(printed.exitCode()).as(printed.err()).isZero();
      String whole = bootstrap.of(printed.json());
      for (EnvoyBinary envoy : envoys) {
        assertThat(envoy.objection(whole)).as("%s, Envoy %s", proxy, envoy.version()).isEmpty();
      }
    }
  }

  private static List<JsonNode> dataplanes(Path objects) throws IOException {
    var found = new ArrayList<JsonNode>();
    try (var documents =
        new YAMLMapper()
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(new YAMLFactory().createParser(objects.toFile()))) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document.path("type").asText().equals("Dataplane")) {
          found.add(document);
        }
      }
    }
    return found;
  }
}
