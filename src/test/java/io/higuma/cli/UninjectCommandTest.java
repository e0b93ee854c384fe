package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UninjectCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web-0
        labels: {app: web}
      spec:
        containers:
        - name: web
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: http}}
      """;

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        template:
          metadata:
            annotations: {higuma.io/original: enabled}
          spec:
            containers:
            - name: web
              ports: [{name: http, containerPort: 8080}]
              readinessProbe: {httpGet: {path: /ready, port: http}}
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web, annotations: {kuma.io/sidecar-injected: "true"}}
      """;

  @TempDir private Path folder;

  /** What a command line did. */
  @Test
  void whatInjectDidIsTakenBack() throws Exception {
    Outcome outcome = run(inject(POD), "uninject", "-f", "-", "-ojson");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    ObjectNode expected = json(POD);
    ((ObjectNode) expected.at("/spec/containers/0/readinessProbe/httpGet")).put("port", 8080);
    assertThat(JSON.readTree(outcome.out())).isEqualTo(expected);
  }

  @Test
  void aTemplateWithARecordComesBackExactly() throws Exception {
    Outcome outcome = run(inject(DEPLOYMENT), "uninject", "-f", "-", "-ojson");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(JSON.readTree(outcome.out())).isEqualTo(json(DEPLOYMENT));
  }

  @Test
  void whatWasNotInjectedPasses() throws Exception {
    Outcome outcome =
        run(SERVICE + "---\n" + POD + "---\n" + inject(POD), "uninject", "-f", "-", "-ojson");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .isEqualTo("higuma: stdin, document 2 (Pod web-0): was not injected\n");
    JsonNode items = JSON.readTree(outcome.out()).path("items");
    assertThat(items).hasSize(3);
    assertThat(items.get(0)).isEqualTo(json(SERVICE));
    assertThat(items.get(1)).isEqualTo(json(POD));
    assertThat(items.get(2).at("/spec/initContainers").isMissingNode()).isTrue();
  }

  @Test
  void settingsAndNamespaceTellWhatIsThePodsOwn() throws Exception {
    String pod =
        POD.replace(
            "labels: {app: web}",
            "labels: {app: web, kuma.io/mesh: payments}\n"
                + "  annotations: {kuma.io/application-probe-proxy-port: \"9101\"}");
    String objects =
        file(
            "objects.yaml",
            """
            apiVersion: kuma.io/v1alpha1
            kind: Mesh
            metadata: {name: payments}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: default, labels: {kuma.io/sidecar-injection: enabled}}
            """);
    String injected = run(pod, "inject", "-f", "-", "--objects", objects).out();

    Outcome guessed = run(injected, "uninject", "-f", "-", "-ojson");
    assertThat(guessed.err())
        .contains(
            "(Pod web-0): annotations are taken for ones that injection wrote:"
                + " kuma.io/application-probe-proxy-port: \"9101\"; with --config,")
        .contains("label kuma.io/mesh: payments is taken for one that injection wrote");
    assertThat(JSON.readTree(guessed.out()).at("/metadata").toString())
        .isEqualTo("{\"name\":\"web-0\",\"labels\":{\"app\":\"web\"}}");

    Outcome told =
        run(
            injected,
            "uninject",
            "-f",
            "-",
            "-ojson",
            "--config",
            file("config.yaml", "mode: zone\n"),
            "--objects",
            objects);
    assertThat(told.err()).isEmpty();
    assertThat(JSON.readTree(told.out()).at("/metadata")).isEqualTo(json(pod).at("/metadata"));
  }

  @Test
  void oneRefusalPrintsNothing() throws Exception {
    String damaged =
        inject(DEPLOYMENT)
            .replaceFirst("\\\\\"sum\\\\\":\\\\\"[0-9a-f]+", "\\\\\"sum\\\\\":\\\\\"");
    assertRefused(
        run(inject(POD) + damaged, "uninject", "-f", "-"),
        "(Deployment web): metadata.annotations[\"higuma.io/original\"]: the record of the original"
            + " can't be read: it",
        "remove the annotation");
    assertRefused(
        run(POD.replace("- name: web", "- name: [web]"), "uninject", "-f", "-"),
        "Pod web-0",
        "spec.containers[0].name");
    assertRefused(
        run(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}",
            "uninject",
            "-f",
            "-"),
        "(Deployment web): spec.template");
    ObjectNode renamed = (ObjectNode) JSON.readTree(inject(POD));
    ((ObjectNode) renamed.at("/spec/initContainers/1")).put("name", "proxy").remove("volumeMounts");
    assertRefused(
        run(renamed.toString(), "uninject", "-f", "-"),
        "(Pod web-0): spec: there is not exactly one container",
        "name it kuma-sidecar");
    assertRefused(run("", "uninject", "-f", "-"), "there is no object in the input");
  }

  @Test
  void helpListsTheLosses() {
    assertThat(run("", "uninject", "--help").out())
        .contains("--filename", "--config", "--objects", "higuma.io/original: enabled")
        .contains("the name of a probe's port", "kuma.io/mesh");
  }

  private static void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.err()).contains(parts).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  private static String inject(String object) {
    return run(object, "inject", "-f", "-", "-ojson").out();
  }

  private static ObjectNode json(String yaml) throws Exception {
    return (ObjectNode) YamlReader.read("test", yaml).getFirst();
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Outcome run(String stdin, String... args) {
    return Outcome.run(stdin, args);
  }
}
