package io.higuma.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.mesh.MeshPlan.NewAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MeshPlannerTest {
  private static final Golden GOLDEN = Golden.of(MeshPlannerTest.class);
  private static final YAMLMapper YAML = new YAMLMapper();

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void planIsTheGoldenOne(Path scenario) throws IOException {
    Mesh mesh =
        YAML.readValue(GOLDEN.read(scenario.resolve("in-mesh.yaml")).orElseThrow(), Mesh.class);
    String config = GOLDEN.read(scenario.resolve("in-config.yaml")).orElse("");
    var planner = new MeshPlanner(MeshSettings.of(Configs.of(config)));
    MeshPlan plan =
        planner.plan(mesh, known(GOLDEN.read(scenario.resolve("in-known.yaml")).orElse("{}")));
    GOLDEN.assertMatches(scenario.resolve("out-plan.yaml"), printed(plan));
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  @ParameterizedTest
  @CsvSource({
    "token-key,0",
    "token-key-1,1",
    "token-key-12,12",
    "token-key-01,1",
    "token-key-,",
    "token-key-1-1,",
    "token-key-a,",
    "token-keys-1,",
    "other,",
    "token-key-99999999999,"
  })
  void theNumberBehindTheLastDashIsTheSerial(String name, Integer serial) {
    var found = SecretNames.highestSerial("token-key", Set.of(name));
    assertThat(found.isPresent() ? found.getAsInt() : null).isEqualTo(serial);
  }

  @Test
  void theHighestSerialSigns() {
    assertThat(SecretNames.highestSerial("key", Set.of("key", "key-9", "key-10", "other-11")))
        .hasValue(10);
  }

  private static KnownOfMesh known(String yaml) throws IOException {
    JsonNode tree = YAML.readTree(yaml);
    var secrets = new HashSet<String>();
    tree.path("secrets").forEach(name -> secrets.add(name.asText()));
    var policies = new TreeMap<String, Map<String, String>>();
    for (Map.Entry<String, JsonNode> policy : tree.path("policies").properties()) {
      var labels = new TreeMap<String, String>();
      policy
          .getValue()
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      policies.put(policy.getKey(), labels);
    }
    return new KnownOfMesh(secrets, policies);
  }

  private static Map<String, Object> printed(MeshPlan plan) {
    var printed = new LinkedHashMap<String, Object>();
    printed.put("authorities", plan.authorities().stream().map(MeshPlannerTest::printed).toList());
    printed.put("signingKey", plan.signingKey().orElse("none"));
    printed.put(
        "relabelled",
        plan.relabelled().stream()
            .map(one -> Map.of(KnownOfMesh.key(one.policy()), new TreeMap<>(one.labels())))
            .toList());
    printed.put("mark", plan.mark().name());
    printed.put("policies", plan.policies());
    return printed;
  }

  private static Map<String, Object> printed(NewAuthority authority) {
    var printed = new LinkedHashMap<String, Object>();
    printed.put("backend", authority.backend());
    printed.put("missing", authority.missing().name());
    printed.put("certificateSecret", authority.conf().certificateSecret());
    printed.put("keySecret", authority.conf().keySecret());
    printed.put("bits", authority.conf().bits());
    printed.put("lifetime", authority.conf().lifetime().toString());
    return printed;
  }
}
