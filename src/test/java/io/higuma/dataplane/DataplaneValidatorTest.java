package io.higuma.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Golden;
import io.higuma.SpecScenarios;
import io.higuma.validation.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataplaneValidatorTest {
  private static final Golden GOLDEN = Golden.of(DataplaneValidatorTest.class);

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
    new SpecScenarios(GOLDEN).check(scenario, new DataplaneValidator());
  }

  /** But for two, which ask for a protocol that there is not: the user is told then. */
  @Test
  void takesWhatWeMakeOfPods() {
    Golden conversions = Golden.of(PodToDataplaneTest.class);
    var refused = new TreeMap<String, List<Violation>>();
    for (Path scenario : conversions.scenarios()) {
      Path file = scenario.resolve("out-dataplane.yaml");
      if (conversions.read(file).isEmpty()) {
        continue;
      }
      for (ObjectNode object : conversions.objects(file)) {
        List<Violation> violations = new DataplaneValidator().validate(SpecScenarios.view(object));
        if (!violations.isEmpty()) {
          refused.put(scenario.getFileName().toString(), violations);
        }
      }
    }
    assertThat(refused.keySet())
        .containsExactly("gateway-provided-without-deployment", "protocols");
  }
}
