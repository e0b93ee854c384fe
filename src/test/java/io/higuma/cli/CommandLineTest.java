package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLineTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web-0
        labels: {app: web}
      spec:
        containers: [{name: app}]
      status: {podIP: 10.1.0.5}
      """;

  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: List
      items:
      - apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: web}
          ports: [{port: 80, targetPort: 8080}]
      - apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: default}
      - apiVersion: serving.knative.dev/v1
        kind: Service
        metadata: {name: other}
        spec: unlike
      """;

  /** What a command line did. */
  private record Outcome(int exitCode, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

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

  @Test
  void printsContainersAsTheApiServerStoresThem() throws IOException {
    String pod =
        POD.replace(
            "[{name: app}]",
            """

              - name: app
                future: {a: 0}
                env: [{name: A, value: ""}]
                ports: []
                stdin: false
                resources: {limits: {cpu: 1500m, memory: 1024Mi}, requests: {cpu: 2}}
                securityContext: {runAsUser: 0, privileged: false}
                readinessProbe: {periodSeconds: 0, exec: {command: [x]}}
            """);
    assertThat(run(pod, "inject", "-f", "-", "-ojson").json().at("/spec/containers/0"))
        .hasToString(
            "{\"name\":\"app\",\"future\":{\"a\":0},\"env\":[{\"name\":\"A\"}],"
                + "\"resources\":{\"limits\":{\"cpu\":\"1500m\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"2\"}},"
                + "\"securityContext\":{\"runAsUser\":0,\"privileged\":false},"
                + "\"readinessProbe\":{\"exec\":{\"command\":[\"x\"]}}}");
  }

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
  void saysWhichFieldHasTheWrongType() throws IOException {
    String file =
        file(
            "pods.yaml",
            POD + "---\n" + POD.replace("[{name: app}]", "[{name: app, ports: many}]"));
    assertRefused(
        run("", "dataplane", "-f", file),
        "pods.yaml, document 2 (Pod default/web-0): spec.containers[0].ports");
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

  @Test
  void helpListsTheExitCodes() {
    assertThat(run("", "--help").out()).contains("Exit codes:", "dataplane", "generate-completion");
    assertThat(run("", "dataplane", "--help").out()).contains("Exit codes:", "--objects");
    assertThat(run("", "--version").out()).startsWith("higuma ");
    assertThat(run("", "version").out()).startsWith("higuma ");
    assertThat(run("", "generate-completion").out()).contains("complete");
  }

  @Test
  void injectsAWorkloadInItsTemplate() throws IOException {
    String deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: app}]}
        """;
    JsonNode injected = run(deployment, "inject", "-f", "-", "-ojson").json();
    assertThat(injected.at("/spec/template/spec/initContainers/1/name").asText())
        .isEqualTo("kuma-sidecar");
    assertThat(injected.at("/spec/template/metadata/labels/kuma.io~1mesh").asText())
        .isEqualTo("default");
    assertThat(injected.at("/metadata/labels").isMissingNode()).isTrue();
  }

  @Test
  void injectsACronJobWithoutTemplateMetadata() throws IOException {
    String cronJob =
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: report}
        spec:
          jobTemplate: {spec: {template: {spec: {containers: [{name: app}]}}}}
        """;
    JsonNode injected = run(cronJob, "inject", "-f", "-", "-ojson").json();
    assertThat(
            injected
                .at(
                    "/spec/jobTemplate/spec/template/metadata/annotations/kuma.io~1sidecar-injected")
                .asText())
        .isEqualTo("true");
  }

  @Test
  void injectKeepsTheOrderOfListsAndDocuments() throws IOException {
    Outcome yaml = run(OBJECTS + "---\n" + POD + "---\n", "inject", "-f", "-");
    assertThat(yaml.exitCode()).as(yaml.err()).isZero();
    assertThat(yaml.out().split("(?m)^---$")).hasSize(4);
    assertThat(yaml.out())
        .containsSubsequence("name: web", "kind: Mesh", "name: other", "kuma-sidecar");
    Outcome json = run(OBJECTS + "---\n" + POD, "inject", "-f", "-", "-o", "json");
    assertThat(json.json().path("kind").asText()).isEqualTo("List");
    assertThat(json.json().path("items")).hasSize(4);
    assertThat(json.json().at("/items/3/spec/initContainers/1/name").asText())
        .isEqualTo("kuma-sidecar");
  }

  @Test
  void injectTwiceIsInjectOnce() {
    String once = run(POD, "inject", "-f", "-").out();
    Outcome twice = run(once, "inject", "-f", "-");
    assertThat(twice.out()).isEqualTo(once);
    assertThat(twice.err())
        .contains("(Pod web-0): no sidecar: the pod has a container kuma-sidecar already");
  }

  @Test
  void injectSaysWhatItAssumes() {
    assertThat(run(POD, "inject", "-f", "-").err())
        .isEqualTo(
            "higuma: without --objects, every namespace counts as enabled and Mesh \"default\" as"
                + " there\n");
  }

  @Test
  void injectSaysWhatAClusterWouldDoOtherwise() throws IOException {
    String objects =
        file(
            "o.yaml",
            """
            apiVersion: kuma.io/v1alpha1
            kind: Mesh
            metadata: {name: default}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: default, labels: {kuma.io/sidecar-injection: "yes"}}
            """);
    Outcome outcome = run(POD, "inject", "-f", "-", "--objects", objects);
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("name: kuma-sidecar");
    assertThat(outcome.err())
        .startsWith("higuma: ")
        .contains("(Pod web-0): on a cluster the webhook would not be asked: namespace default");
  }

  @Test
  void injectTakesContainerPatchesFromTheObjects() throws IOException {
    String objects =
        file(
            "o.yaml",
            """
            apiVersion: kuma.io/v1alpha1
            kind: Mesh
            metadata: {name: default}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: default, labels: {kuma.io/sidecar-injection: enabled}}
            ---
            apiVersion: kuma.io/v1alpha1
            kind: ContainerPatch
            metadata: {name: big, namespace: kuma-system}
            spec: {sidecarPatch: [{op: replace, path: /resources/limits/memory, value: '"1Gi"'}]}
            """);
    String pod = POD.replace("labels:", "annotations: {kuma.io/container-patches: big}\n  labels:");
    Outcome outcome = run(pod, "inject", "-f", "-", "--objects", objects, "-ojson");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.json().at("/spec/initContainers/1/resources/limits/memory").asText())
        .isEqualTo("1Gi");
  }

  @Test
  void oneRefusalPrintsNothing() {
    String odd =
        POD.replace("labels:", "annotations: {kuma.io/sidecar-drain-time: soon}\n  labels:");
    assertRefused(
        run(POD + "---\n" + odd, "inject", "-f", "-"),
        "Pod web-0",
        "metadata.annotations[\"kuma.io/sidecar-drain-time\"]",
        "\"soon\" is not a duration");
    assertRefused(
        run(POD.replace("[{name: app}]", "[{name: [app]}]"), "inject", "-f", "-"),
        "Pod web-0",
        "spec.containers[0].name");
    assertRefused(run("", "inject", "-f", "-"), "there is no object in the input");
  }

  @Test
  void injectLeavesOtherObjectsAsTheyAre() throws IOException {
    JsonNode service =
        run(
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {x: 1}}",
                "inject",
                "-f",
                "-",
                "-ojson")
            .json();
    assertThat(service)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"x\":1}}"));
  }

  private static void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.err()).contains(parts).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Outcome run(String stdin, String... args) {
    return run(Map.of(), stdin, args);
  }

  private static Outcome run(Map<String, String> environment, String stdin, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int exitCode = HigumaCommand.run(args, console, new OfflineConfig(console, environment));
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
