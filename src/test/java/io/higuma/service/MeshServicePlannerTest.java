package io.higuma.service;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.yaml.YamlText;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of Service shop/web. */
class MeshServicePlannerTest {
  private static final Golden GOLDEN = Golden.of(MeshServicePlannerTest.class);
  private static final ObjectKey WEB = new ObjectKey("shop", "web");

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void planIsTheGoldenOne(Path scenario) {
    String config = GOLDEN.read(scenario.resolve("in-config.yaml")).orElse("");
    var known = KnownServices.of(GOLDEN.read(scenario.resolve("in-objects.yaml")).orElseThrow());
    var planner = new MeshServicePlanner(known, MeshServiceSettings.of(Configs.of(config)));
    switch (planner.plan(WEB)) {
      case MeshServicePlan.Keep(var desired, var stale, var ignoredPorts) -> {
        GOLDEN.assertMatches(
            scenario.resolve("out-meshservices.yaml"),
            desired.stream().map(YamlText::of).collect(joining("---\n")));
        if (!stale.isEmpty()) {
          GOLDEN.assertMatches(scenario.resolve("out-stale.txt"), names(stale));
        }
        if (!ignoredPorts.isEmpty()) {
          GOLDEN.assertMatches(
              scenario.resolve("out-ignored-ports.txt"), String.join("\n", ignoredPorts) + "\n");
        }
      }
      case MeshServicePlan.Remove(var stale, var reason) ->
          GOLDEN.assertMatches(scenario.resolve("out-remove.txt"), reason + "\n" + names(stale));
      case MeshServicePlan.Leave(var reason) ->
          GOLDEN.assertMatches(scenario.resolve("out-leave.txt"), reason + "\n");
      case MeshServicePlan.Failed(var violations) ->
          GOLDEN.assertMatches(
              scenario.resolve("out-failed.txt"),
              violations.stream().map(violation -> violation + "\n").collect(joining()));
    }
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  private static String names(List<MeshService> objects) {
    return objects.stream()
        .map((HasMetadata object) -> "- " + ObjectKey.of(object) + "\n")
        .collect(joining());
  }
}
