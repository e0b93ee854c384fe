package io.higuma.cli;

import static io.higuma.cli.Outcome.assertRefused;
import static io.higuma.cli.Outcome.run;
import static io.higuma.cli.Samples.OBJECTS;
import static io.higuma.cli.Samples.POD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InjectCommandTest {
  @TempDir private Path folder;

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
  void warnsOfKeysThatStandOnTheWorkload() {
    String deployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {kuma.io/mesh: other}}
        spec:
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: app}]}
        """;
    Outcome outcome = run(deployment, "inject", "-f", "-", "--fail-on=warning");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED_ON);
    assertThat(outcome.err())
        .contains(
            "warning: stdin, document 1 (Deployment web): kuma.io/mesh has no effect in metadata.labels: set it in spec.template.metadata.labels\n");
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
  void printsPodsAsTheApiServerStoresThem() throws IOException {
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
              overhead: {cpu: 1000m}
            """);
    assertThat(run(pod, "inject", "-f", "-", "-ojson").json().at("/spec/overhead/cpu").asText())
        .isEqualTo("1");
    assertThat(run(pod, "inject", "-f", "-", "-ojson").json().at("/spec/containers/0"))
        .hasToString(
            "{\"name\":\"app\",\"future\":{\"a\":0},\"env\":[{\"name\":\"A\"}],"
                + "\"resources\":{\"limits\":{\"cpu\":\"1500m\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"2\"}},"
                + "\"securityContext\":{\"runAsUser\":0,\"privileged\":false},"
                + "\"readinessProbe\":{\"exec\":{\"command\":[\"x\"]}}}");
    assertThat(run(pod, "inject", "-f", "-", "--diff").out()).doesNotContain("1Gi");
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
    assertThat(twice.err()).contains("(Pod web-0): no sidecar: the pod has its sidecar already");
  }

  @Test
  void injectSaysWhatItAssumes() {
    assertThat(run(POD, "inject", "-f", "-").err())
        .isEqualTo(
            "higuma: without --objects, every namespace that is not in the input counts as enabled,"
                + " and Mesh \"default\" as there\n");
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

  @Test
  void aNameWritesNoLineOfItsOwn() {
    String pod = POD.replace("name: web-0", "name: \"web\\n::error::\\e[2J\"");
    Outcome outcome = run(pod.replace("spec:", "spec:\n  hostNetwork: true"), "inject", "-f", "-");
    assertThat(outcome.err()).contains("(Pod web?::error::?[2J): no sidecar");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
