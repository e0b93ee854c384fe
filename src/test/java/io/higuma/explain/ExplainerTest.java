package io.higuma.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.inject.InjectedPods;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SidecarForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is explained is what the injector does, in all the situations that it is tested in. */
class ExplainerTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  static List<Path> scenarios() throws IOException {
    try (Stream<Path> scenarios =
        Files.list(Path.of("src/test/resources/io/higuma/inject/InjectorTest"))) {
      return scenarios.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aManifestIsToldWhatWouldBecomeOfIt(Path scenario) throws IOException {
    Explanation explanation =
        explain(scenario, named(read(scenario.resolve("in-pod.yaml")).getFirst()), List.of());
    assertThat(explanation.decision().outcome())
        .isEqualTo(
            Files.exists(scenario.resolve("out-pod.yaml"))
                ? Explanation.Outcome.INJECT
                : Explanation.Outcome.REFUSE);
    assertThat(ExplanationText.of(explanation))
        .startsWith("Pod ")
        .doesNotContain(" null", "\n\n\n", "Optional");
  }

  static List<Path> injected() throws IOException {
    return scenarios().stream()
        .filter(scenario -> Files.exists(scenario.resolve("out-pod.yaml")))
        .toList();
  }

  /** Nothing has changed since, so nothing may be called outdated. */
  @ParameterizedTest
  @MethodSource("injected")
  void aPodThatWasInjectedIsUpToDate(Path scenario) throws IOException {
    // Given
    ObjectNode pod = stored(named(read(scenario.resolve("out-pod.yaml")).getFirst()));
    pod.withObject("/metadata")
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("name", "owner")
        .put("controller", true);
    ObjectNode owner =
        YAML.createObjectNode().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
    owner
        .putObject("metadata")
        .put("name", "owner")
        .put("namespace", pod.at("/metadata/namespace").asText());
    owner
        .putObject("spec")
        .set("template", named(read(scenario.resolve("in-pod.yaml")).getFirst()));
    // When
    Explanation explanation = explain(scenario, pod, List.of(owner));
    // Then
    assertUpToDate(explanation, pod);
  }

  /** The pod alone shows less, and less is said. */
  @ParameterizedTest
  @MethodSource("injected")
  void aPodThatNobodyOwnsIsUpToDate(Path scenario) throws IOException {
    ObjectNode pod = stored(named(read(scenario.resolve("out-pod.yaml")).getFirst()));
    assertUpToDate(explain(scenario, pod, List.of()), pod);
  }

  private static void assertUpToDate(Explanation explanation, ObjectNode pod) {
    assertThat(explanation.state()).isEqualTo(Explanation.State.INJECTED);
    assertThat(explanation.outdated()).isEmpty();
    assertThat(explanation.renewal()).isNull();
    if (InjectedPods.added(PodDraft.of(pod)).isEmpty()) {
      assertThat(ExplanationText.of(explanation)).contains("is the sidecar can't be told");
      return;
    }
    assertThat(explanation.decision().outcome())
        .as("%s", explanation.decision())
        .isEqualTo(Explanation.Outcome.INJECT);
    Explanation.Sidecar sidecar = Objects.requireNonNull(explanation.sidecar());
    assertThat(sidecar.mesh()).isEqualTo(pod.at("/metadata/labels/kuma.io~1mesh").asText());
    assertThat(pod.toString()).contains("\"image\":\"" + sidecar.image() + "\"");
  }

  private static Explanation explain(Path scenario, ObjectNode subject, List<ObjectNode> more)
      throws IOException {
    Path file = scenario.resolve("in-config.yaml");
    Optional<ConfigFile> config =
        Files.exists(file)
            ? Optional.of(new ConfigFile("in-config.yaml", Files.readString(file)))
            : Optional.empty();
    ConfigResult.Loaded settings =
        switch (ConfigLoader.load(config, Map.of())) {
          case ConfigResult.Loaded loaded -> loaded;
          case ConfigResult.Invalid invalid -> throw new AssertionError(invalid);
        };
    var objects = new ArrayList<>(read(scenario.resolve("in-objects.yaml")));
    objects.addAll(more);
    objects.add(subject);
    return Explainer.explain(
        new Situation(
            new ApiObject(subject),
            new KnownObjects(objects, List.of(new Gap(Topic.WEBHOOKS, "none is given"))),
            settings,
            settings.config().experimental().sidecarContainers()
                ? SidecarForm.NATIVE
                : SidecarForm.CLASSIC));
  }

  /** Pods of the scenarios may lack what every stored object has. */
  private static ObjectNode named(ObjectNode pod) {
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.withObject("/metadata");
    metadata.put("name", "subject");
    metadata.put("namespace", metadata.path("namespace").asText("default"));
    return pod;
  }

  private static ObjectNode stored(ObjectNode pod) {
    pod.withObject("/metadata").put("uid", "u1").put("creationTimestamp", "2026-03-01T10:00:00Z");
    return pod;
  }

  private static List<ObjectNode> read(Path file) throws IOException {
    try (var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile())) {
      return documents.readAll();
    }
  }
}
