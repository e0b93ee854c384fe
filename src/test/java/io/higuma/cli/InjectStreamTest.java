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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kustomize and Helm print is one stream; its objects are the cluster of its pods. */
class InjectStreamTest {
  private static final Golden GOLDEN = Golden.of(InjectStreamTest.class);
  private static final Path FILES = Path.of("src/test/resources/io/higuma/cli/InjectStreamTest");

  private static final String CHART =
      """
      ---
      # Source: shop/templates/namespace.yaml
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop, labels: {kuma.io/sidecar-injection: enabled}}
      ---
      # Source: shop/templates/empty.yaml
      ---

      ---
      # Source: shop/crds/discount.yaml
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: discounts.example.com}
      spec: {group: example.com, names: {kind: Discount, plural: discounts}}
      ---
      # Source: shop/templates/deployment.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: app}]}
      ---
      # Source: shop/templates/discount.yaml
      apiVersion: example.com/v1
      kind: Discount
      metadata: {name: summer}
      spec: {template: {spec: {containers: []}}}
      ---
      """;

  @TempDir private Path folder;

  @Test
  void othersPassUnchangedAndInOrder() throws Exception {
    Outcome outcome = run(CHART, "inject", "-f", "-", "-n", "shop", "-ojson");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode items = outcome.json().path("items");
    assertThat(items.findValuesAsText("kind"))
        .startsWith("Namespace", "CustomResourceDefinition")
        .endsWith("Deployment", "Discount");
    List<JsonNode> given = YamlReader.read("chart", CHART);
    assertThat(items.get(0)).isEqualTo(given.get(0));
    assertThat(items.get(1)).isEqualTo(given.get(3));
    assertThat(items.get(3)).isEqualTo(given.get(5));
    assertThat(items.get(2).path("metadata")).isEqualTo(given.get(4).path("metadata"));
    assertThat(isInjected(items.get(2))).isTrue();
    assertThat(outcome.err().lines()).as("the note of what is assumed").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "kuma.io/sidecar-injection: enabled, true",
        "kuma.io/sidecar-injection: disabled, false",
        "other: label, false",
        "-, true",
      })
  void namespacesOfTheInputCountAsTheyAre(String label, boolean injected) throws IOException {
    String stream =
        label == null
            ? deployment("web", "shop")
            : namespace("shop", label) + deployment("web", "shop");
    JsonNode deployment = last(run(stream, "inject", "-f-", "-ojson").json());
    assertThat(isInjected(deployment)).isEqualTo(injected);
  }

  @Test
  void otherNamespacesCountAsEnabled() throws IOException {
    String stream =
        namespace("shop", "other: label")
            + deployment("web", "shop")
            + deployment("web", "elsewhere");
    JsonNode items = run(stream, "inject", "-f-", "-ojson").json().path("items");
    assertThat(isInjected(items.get(1))).isFalse();
    assertThat(isInjected(items.get(2))).isTrue();
  }

  @Test
  void objectsWithoutANamespaceAreWhereTheOptionSays() throws IOException {
    String stream = namespace("shop", "other: label") + deployment("web", "");
    assertThat(isInjected(last(run(stream, "inject", "-f-", "-ojson").json()))).isTrue();
    Outcome shop = run(stream, "inject", "-f-", "--namespace", "shop", "-ojson");
    assertThat(isInjected(last(shop.json()))).isFalse();
    assertThat(last(shop.json()).path("metadata").has("namespace")).isFalse();
    assertThat(shop.err())
        .contains("(Deployment web): no sidecar: neither the pod nor its namespace");
  }

  @Test
  void meshesOfTheInputAreThere() throws IOException {
    String pod = deployment("web", "shop").replace("labels: {", "labels: {kuma.io/mesh: north, ");
    assertRefused(run(pod, "inject", "-f-"), "Mesh.kuma.io \"north\" not found");
    String mesh = "---\napiVersion: kuma.io/v1alpha1\nkind: Mesh\nmetadata: {name: north}\n";
    assertThat(isInjected(last(run(mesh + pod, "inject", "-f-", "-ojson").json()))).isTrue();
  }

  @Test
  void patchesOfTheInputAreThereWhereTheOptionSays() throws IOException {
    String patch =
        """
        ---
        apiVersion: kuma.io/v1alpha1
        kind: ContainerPatch
        metadata: {name: big}
        spec: {sidecarPatch: [{op: replace, path: /resources/limits/memory, value: '"1Gi"'}]}
        """;
    String pod =
        deployment("web", "shop")
            .replace("labels: {", "annotations: {kuma.io/container-patches: big}, labels: {");
    assertRefused(run(patch + pod, "inject", "-f-"), "big");
    JsonNode patched =
        last(run(patch + pod, "inject", "-f-", "-n", "kuma-system", "-ojson").json());
    assertThat(patched.at("/spec/template/spec/initContainers/1/resources/limits/memory").asText())
        .isEqualTo("1Gi");
  }

  @Test
  void configMapsOfTheInputAreThere() throws IOException {
    String config =
        file(
            "config.yaml",
            "runtime: {kubernetes: {injector: {transparentProxyConfigMap: redirection}}}");
    String configMap =
        """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: redirection, namespace: kuma-system}
        data: {config.yaml: "redirect: {dns: {enabled: true}}"}
        """;
    String pod = deployment("web", "shop");
    assertRefused(
        run(pod, "inject", "-f-", "--config", config), "configmaps \"redirection\" not found");
    Outcome outcome = run(pod + configMap, "inject", "-f-", "--config", config, "-ojson");
    assertThat(isInjected(outcome.json().at("/items/0"))).as(outcome.err()).isTrue();
  }

  @Test
  void theInputWinsOverTheCluster() throws IOException {
    String enabled = "kuma.io/sidecar-injection: enabled";
    String mesh = "---\napiVersion: kuma.io/v1alpha1\nkind: Mesh\nmetadata: {name: default}\n";
    String objects = file("o.yaml", mesh + namespace("shop", enabled) + namespace("farm", enabled));
    String stream =
        namespace("shop", "other: label") + deployment("web", "shop") + deployment("web", "farm");
    Outcome outcome = run(stream, "inject", "-f-", "--objects", objects, "-ojson");
    JsonNode items = outcome.json().path("items");
    assertThat(isInjected(items.get(1))).as("shop").isFalse();
    assertThat(isInjected(items.get(2))).as("farm").isTrue();
    assertThat(outcome.err()).doesNotContain("without --objects");
  }

  /** Written out as kubectl reads it. */
  @ParameterizedTest
  @CsvSource({"scalars", "texts", "anchors"})
  void keepsItsMeaning(String scenario) throws Exception {
    String given = GOLDEN.read(FILES.resolve(scenario).resolve("in-stream.yaml")).orElseThrow();
    Outcome outcome = run(given, "inject", "-f", "-");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    GOLDEN.assertMatches(FILES.resolve(scenario).resolve("out-stream.yaml"), outcome.out());
    assertThat(YamlReader.read("out", outcome.out())).isEqualTo(YamlReader.read("in", given));
  }

  private static String namespace(String name, String label) {
    return "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: {%s}}\n"
        .formatted(name, label);
  }

  private static String deployment(String name, String namespace) {
    return """
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %s%s}
    spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app}]}}}
    """
        .formatted(name, namespace.isEmpty() ? "" : ", namespace: " + namespace);
  }

  private static JsonNode last(JsonNode results) {
    JsonNode items = results.path("items");
    return items.isArray() ? items.get(items.size() - 1) : results;
  }

  private static boolean isInjected(JsonNode deployment) {
    return deployment
        .at("/spec/template/metadata/annotations/kuma.io~1sidecar-injected")
        .asText()
        .equals("true");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
