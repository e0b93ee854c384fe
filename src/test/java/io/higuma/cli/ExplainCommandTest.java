package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code higuma explain -f} says. */
class ExplainCommandTest {
  private static final Golden GOLDEN = Golden.of(ExplainCommandTest.class);
  private static final String POD = "{apiVersion: v1, kind: Pod, metadata: {name: web}}";

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
  void explains(Path scenario) {
    Outcome text = Outcome.run("", arguments(scenario, "text"));
    assertThat(text.err()).isEmpty();
    GOLDEN.assertMatches(scenario.resolve("out-explanation.txt"), text.out());
    Outcome json = Outcome.run("", arguments(scenario, "json"));
    GOLDEN.assertMatches(scenario.resolve("out-explanation.json"), json.out());
    boolean refused = json.out().contains("\"outcome\" : \"Refuse\"");
    assertThat(json.exitCode()).isEqualTo(refused ? ExitCode.REFUSED : ExitCode.OK);
  }

  /** Secrets that stand in settings and annotations of the scenarios. */
  @ParameterizedTest
  @MethodSource("scenarios")
  void tellsNoValuesOfVariables(Path scenario) {
    for (String format : List.of("text", "json", "yaml")) {
      assertThat(Outcome.run("", arguments(scenario, format)).out())
          .doesNotContain("not-for-your-eyes", "geheim", "BEGIN CERTIFICATE");
    }
  }

  private static String[] arguments(Path scenario, String format) {
    var arguments =
        new ArrayList<>(
            List.of("explain", "-o", format, "-f", scenario.resolve("in-file.yaml").toString()));
    add(arguments, "--objects", scenario.resolve("in-objects.yaml"));
    add(arguments, "--config", scenario.resolve("in-config.yaml"));
    GOLDEN.read(scenario.resolve("in-file.yaml"));
    return arguments.toArray(String[]::new);
  }

  private static void add(List<String> arguments, String option, Path file) {
    if (GOLDEN.read(file).isPresent()) {
      arguments.add(option);
      arguments.add(file.toString());
    }
  }

  @Test
  void severalObjectsAreToldOneAfterTheOther() throws IOException {
    String two = POD + "\n---\n" + POD.replace("web", "db") + "\n---\n";
    Outcome text = Outcome.run(two, "explain", "-f", "-");
    assertThat(text.out())
        .contains("Pod default/web would get a sidecar.", "\n---\n", "Pod default/db would get");
    Outcome json = Outcome.run(two, "explain", "-f", "-", "-ojson");
    assertThat(json.json().at("/items/1/object").asText()).isEqualTo("Pod default/db");
    assertThat(Outcome.run(POD, "explain", "-f", "-", "-oyaml").out())
        .startsWith("apiVersion: cli.higuma.io/v1alpha1\nkind: Explanation\n");
  }

  @Test
  void aNamespaceCanBeNamed() {
    assertThat(Outcome.run(POD, "explain", "-f", "-", "-n", "shop").out())
        .startsWith("Pod shop/web would get a sidecar.");
    assertThat(Outcome.run(POD, "explain", "-f", "-", "-n", "").out())
        .startsWith("Pod default/web would get a sidecar.");
  }

  @Test
  void whatStandsBesideThePodCounts() {
    String disabled =
        "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {kuma.io/sidecar-injection: disabled}}}";
    assertThat(Outcome.run(POD + "\n---\n" + disabled, "explain", "-f", "-", "-n", "shop").out())
        .contains("NamespaceDisabled: ", "Namespace shop")
        .doesNotContain("it counts as labelled");
  }

  @Test
  void lateContainersAreToldByTheMarkOfInjection() {
    String deployment =
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web},"
            + " spec: {template: {spec: {containers: [{name: app}]}}}}";
    String late =
        Outcome.run(deployment, "inject", "-f", "-", "-ojson")
            .out()
            .replaceFirst(
                "\"containers\" : \\[",
                "\"containers\": [{\"name\": \"late\", \"livenessProbe\": {\"tcpSocket\": {\"port\": 81}}},");
    assertThat(Outcome.run(late, "explain", "-f", "-").out())
        .contains(
            "LateContainers: ",
            "spec.template.metadata.annotations[\"kuma.io/sidecar-injected\"]: true");
  }

  @Test
  void settingsComeFromTheEnvironmentToo() {
    assertThat(
            Outcome.run(
                    Map.of("KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_IMAGE", "mine:1"),
                    POD,
                    "explain",
                    "-f",
                    "-")
                .out())
        .contains(
            "sidecarContainer.image: mine:1 (variable"
                + " KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_IMAGE; by default");
  }

  @Test
  void inputThatCantBeExplainedIsRefused() throws IOException {
    Outcome.assertRefused(
        Outcome.run("", "explain", "-f", "-"), "there is no Pod and no workload in the input");
    Outcome.assertRefused(
        Outcome.run(POD.replace("metadata: {name: web}", "spec: {}"), "explain", "-f", "-"),
        "metadata.name has to be set");
    Outcome.assertRefused(
        Outcome.run(POD.replace("}}", "}, spec: {containers: 1}}"), "explain", "-f", "-"),
        "stdin, document 1 (Pod default/web): spec.containers: must be a list");
    Outcome.assertRefused(
        Outcome.run(
            POD.replace("v1, kind: Pod", "apps/v1, kind: Deployment"), "explain", "-f", "-"),
        "spec.template");
    String config = Files.writeString(folder.resolve("c.yaml"), "mode: odd").toString();
    Outcome.assertRefused(
        Outcome.run(POD, "explain", "-f", "-", "--config", config), "c.yaml", "mode");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    Outcome outcome = Outcome.run("", "explain", "-f", folder.resolve("none.yaml").toString());
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outcome.err()).endsWith("none.yaml: there is no such file\n");
  }

  @Test
  void wrongUsageIsSaid() {
    assertUsage("Name an object, such as deployment/web, or give -f FILE");
    assertUsage("Name an object or give -f, not both", "pod", "web", "-f", "-");
    assertUsage("--objects goes with -f", "pod/web", "--objects", "x.yaml");
    assertUsage("do not go with -f", "-f", "-", "--context", "x");
    assertUsage("An object is named as in: pod web-0", "service/web");
    assertUsage("An object is named as in: pod web-0", "web");
    assertUsage("An object is named as in: pod web-0", "pod/a/b");
    assertUsage("An object is named as in: pod web-0", "pod", "Not_A_Name");
    assertUsage("\"shop/pods\" is no name of a namespace", "pod/web", "-n", "shop/pods");
    assertUsage("\"\" is no name of a namespace", "pod/web", "--system-namespace", "");
    assertUsage("Invalid value for option '--output'", "pod/web", "-o", "xml");
  }

  private static void assertUsage(String sentence, String... arguments) {
    var all = new ArrayList<>(List.of("explain"));
    all.addAll(List.of(arguments));
    Outcome outcome = Outcome.run("", all.toArray(String[]::new));
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains(sentence, "Usage: higuma explain");
    assertThat(outcome.out()).isEmpty();
  }
}
