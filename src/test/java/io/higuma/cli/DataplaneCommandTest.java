package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
import static io.higuma.cli.Outcome.run;
import static io.higuma.cli.Samples.OBJECTS;
import static io.higuma.cli.Samples.POD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataplaneCommandTest {
  @TempDir private Path folder;

  @Test
  void printsTheDataplaneOfAPodFromStdin() {
    Outcome outcome = run(POD, "dataplane", "-f", "-");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("apiVersion: kuma.io/v1alpha1\nkind: Dataplane\nmesh: default\n")
        .contains("namespace: default", "address: 10.1.0.5", "kuma.io/service: web-0_default_svc");
    assertThat(outcome.err())
        .isEqualTo(
            "higuma: without --objects, there are no Services and Mesh \"default\" is empty\n");
  }

  @Test
  void convertsWithTheObjectsAround() throws IOException {
    Outcome outcome =
        run(
            "",
            "dataplane",
            "-f",
            file("pod.yaml", POD),
            "--objects",
            file("o.yaml", OBJECTS),
            "-ojson");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.json().at("/spec/networking/inbound/0/port").asInt()).isEqualTo(8080);
  }

  @Test
  void severalResultsAreOneListOrSeveralDocuments() throws IOException {
    String pods = POD + "---\n" + POD.replace("web-0", "web-1") + "---\n";
    Outcome json = run(pods, "dataplane", "-f", "-", "-o", "json");
    assertThat(json.json().path("kind").asText()).isEqualTo("List");
    assertThat(json.json().at("/items/1/metadata/name").asText()).isEqualTo("web-1");
    Outcome yaml = run(pods, "dataplane", "-f", "-", "-o", "yaml");
    assertThat(yaml.out().split("(?m)^---$")).hasSize(2);
  }

  /** The command reads fewer fields than the conversion is tested with; it must miss none. */
  @ParameterizedTest
  @MethodSource("conversions")
  void convertsAsTheControlPlaneDoes(Path scenario) throws IOException {
    String objects = read(scenario, "in-objects.yaml");
    if (!objects.contains("kind: Mesh\n")) {
      objects += "---\napiVersion: kuma.io/v1alpha1\nkind: Mesh\nmetadata: {name: default}\n";
    }
    Outcome outcome =
        run(
            read(scenario, "in-pod.yaml"),
            "dataplane",
            "-f-",
            "--objects",
            file("objects.yaml", objects),
            "--config",
            file("config.yaml", read(scenario, "in-config.yaml")));
    assertThat(outcome.out()).as(outcome.err()).isEqualTo(expected(scenario));
  }

  static List<Path> conversions() throws IOException {
    try (Stream<Path> scenarios =
        Files.list(Path.of("src/test/resources/io/higuma/dataplane/PodToDataplaneTest"))) {
      return scenarios.filter(scenario -> !expected(scenario).isEmpty()).sorted().toList();
    }
  }

  private static String expected(Path scenario) {
    return Stream.of("out-dataplane.yaml", "out-zoneingress.yaml", "out-zoneegress.yaml")
        .map(name -> read(scenario, name))
        .collect(Collectors.joining());
  }

  private static String read(Path scenario, String name) {
    try {
      Path file = scenario.resolve(name);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void saysWhatIsWrongWithAPod() {
    Outcome outcome =
        run(
            POD.replace("labels:", "annotations: {kuma.io/gateway: odd}\n  labels:"),
            "dataplane",
            "-f",
            "-");
    assertRefused(
        outcome,
        "Pod default/web-0: metadata.annotations[\"kuma.io/gateway\"]: invalid delegated gateway");
  }

  @Test
  void saysWhyThereIsNothing() {
    Outcome outcome = run(POD.replace("podIP: 10.1.0.5", "phase: Pending"), "dataplane", "-f", "-");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("Pod default/web-0: no Dataplane: the pod has no IP address");
  }

  @Test
  void refusesWhatIsNoPod() throws IOException {
    assertRefused(run(OBJECTS, "dataplane", "-f", "-"), "stdin, document 1, items[0] (Service");
    assertRefused(run("a: 1", "dataplane", "-f", "-"), "apiVersion and kind have to be set");
    assertRefused(run("- 1", "dataplane", "-f", "-"), "has to be an object");
    assertRefused(run("", "dataplane", "-f", "-"), "there is no Pod in the input");
    assertRefused(run("a: [", "dataplane", "-f", "-"), "line 1: is not YAML");
    assertRefused(run("{\"a\": 1,}", "dataplane", "-f", "-"), "apiVersion and kind");
    assertRefused(
        run("apiVersion: v1\nkind: Pod", "dataplane", "-f", "-"), "metadata.name has to be set");
    assertRefused(run("a: 1\na: 2", "dataplane", "-f", "-"), "duplicate key");
  }

  @Test
  void saysWhichFieldHasTheWrongType() throws IOException {
    String file =
        file(
            "pods.yaml",
            POD + "---\n" + POD.replace("[{name: app}]", "[{name: app, ports: many}]"));
    assertRefused(
        run("", "dataplane", "-f", file),
        "pods.yaml, document 2 (Pod default/web-0): spec.containers[0].ports");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
