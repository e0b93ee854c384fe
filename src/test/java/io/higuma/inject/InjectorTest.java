package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.InjectionDecision.Inject;
import io.higuma.inject.InjectionDecision.Reject;
import io.higuma.inject.InjectionDecision.Skip;
import io.higuma.validation.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InjectorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Golden GOLDEN = Golden.of(InjectorTest.class);

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @AfterAll
  static void everyFileWasUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void storedPodIsTheGoldenOne(Path scenario) {
    // Given
    ControlPlaneConfig config =
        Configs.of(GOLDEN.read(scenario.resolve("in-config.yaml")).orElse(""));
    ClusterView cluster =
        new OfflineCluster(
            GOLDEN.objects(scenario.resolve("in-objects.yaml")), config.systemNamespace());
    Injector injector = Injector.of(config, form(config), () -> "", cluster);
    ObjectNode original = GOLDEN.objects(scenario.resolve("in-pod.yaml")).getFirst();
    PodDraft draft = PodDraft.of(original.deepCopy());
    String namespace = original.path("metadata").path("namespace").asText("default");
    // When
    InjectionDecision decision = injector.inject(draft, namespace);
    // Then
    switch (decision) {
      case Inject(var mesh, var reason, var notices) -> {
        JsonNode stored = JsonPatch.apply(JSON.valueToTree(draft.patch()), original);
        assertThat(stored).as("the patch gives the draft").isEqualTo(draft.pod());
        GOLDEN.assertMatches(scenario.resolve("out-pod.yaml"), stored);
        assertThat(stored.path("metadata").path("labels").path("kuma.io/mesh").asText())
            .isEqualTo(mesh);
        assertThat(injector.inject(PodDraft.of(stored.deepCopy()), namespace))
            .as("second pass")
            .isEqualTo(new Skip(SkipReason.ALREADY_INJECTED));
        if (!notices.isEmpty()) {
          GOLDEN.assertMatches(
              scenario.resolve("out-notices.txt"),
              notices.stream()
                  .map(notice -> notice.reason().code() + ": " + notice.message() + "\n")
                  .collect(Collectors.joining()));
        }
      }
      case Reject(var reason, var violations) -> {
        assertThat(draft.pod()).as("nothing half done").isEqualTo(original);
        GOLDEN.assertMatches(
            scenario.resolve("out-refusal.txt"),
            violations.stream()
                .map(Violation::toString)
                .collect(
                    Collectors.joining(
                        "\n", reason.code() + " (" + reason.metricLabel() + ")\n", "\n")));
      }
      case Skip(var reason, var ignored) -> throw new AssertionError("skipped: " + reason);
    }
  }

  private static SidecarForm form(ControlPlaneConfig config) {
    return config.experimental().sidecarContainers() ? SidecarForm.NATIVE : SidecarForm.CLASSIC;
  }
}
