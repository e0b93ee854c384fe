package io.higuma.policy;

import io.higuma.Golden;
import io.higuma.SpecScenarios;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyValidatorsTest {
  private static final Golden GOLDEN = Golden.of(PolicyValidatorsTest.class);

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
    new SpecScenarios(GOLDEN).check(scenario, PolicyValidators.all());
  }
}
