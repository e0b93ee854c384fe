package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.validation.Violation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InjectionRemoverTest {
  private static final Golden GOLDEN = Golden.of(InjectionRemoverTest.class);

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @AfterAll
  static void everyFileWasUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void thePodIsTheGoldenOne(Path scenario) {
    // Given
    InjectionRemover remover =
        GOLDEN
            .read(scenario.resolve("in-config.yaml"))
            .map(Configs::of)
            .map(InjectionRemover::knowing)
            .orElseGet(() -> InjectionRemover.assuming(Configs.defaults()));
    ObjectNode injected = GOLDEN.objects(scenario.resolve("in-pod.yaml")).getFirst();
    ObjectNode before = injected.deepCopy();
    // When
    Removal removal = remover.remove(injected, namespace(scenario));
    // Then
    assertThat(injected).as("what was given").isEqualTo(before);
    switch (removal) {
      case Removal.Removed(var pod, var notes) -> {
        GOLDEN.assertMatches(scenario.resolve("out-pod.yaml"), pod);
        if (!notes.isEmpty()) {
          GOLDEN.assertMatches(scenario.resolve("out-notes.txt"), String.join("\n", notes) + "\n");
        }
        assertThat(remover.remove(pod, Optional.empty()))
            .as("a second time")
            .isEqualTo(new Removal.NotInjected());
      }
      case Removal.Refused(var violations) ->
          GOLDEN.assertMatches(
              scenario.resolve("out-refusal.txt"),
              violations.stream()
                  .map(Violation::toString)
                  .collect(Collectors.joining("\n", "", "\n")));
      case Removal.NotInjected() -> throw new AssertionError("not injected");
    }
  }

  private static Optional<NamespaceMetadata> namespace(Path scenario) {
    Path file = scenario.resolve("in-namespace.yaml");
    return Files.exists(file)
        ? new OfflineCluster(GOLDEN.objects(file), "kuma-system").namespace("shop")
        : Optional.empty();
  }
}
