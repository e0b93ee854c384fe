package io.higuma.containerpatch;

import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.SpecScenarios;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.DefaultPod;
import io.higuma.inject.OfflineCluster;
import io.higuma.inject.SidecarForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerPatchValidatorTest {
  private static final Golden GOLDEN = Golden.of(ContainerPatchValidatorTest.class);

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @AfterAll
  static void everyFileWasUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void saysWhatTheGoldenFileHas(Path scenario) {
    new SpecScenarios(GOLDEN).check(scenario, validator(SidecarForm.valueOf(form(scenario))));
  }

  private static String form(Path scenario) {
    return scenario.getFileName().toString().toUpperCase(Locale.ROOT);
  }

  private static ContainerPatchValidator validator(SidecarForm form) {
    ControlPlaneConfig config =
        Configs.of("runtime: {kubernetes: {injector: {containerPatches: [for-all]}}}");
    var cluster = new OfflineCluster(List.of(), config.systemNamespace());
    return new ContainerPatchValidator(
        () -> new DefaultPod(config, form, () -> "", cluster).containers());
  }
}
