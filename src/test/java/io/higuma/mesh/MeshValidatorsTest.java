package io.higuma.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.SpecScenarios;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.policy.PolicyValidators;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.service.ServiceValidators;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeshValidatorsTest {
  private static final Golden GOLDEN = Golden.of(MeshValidatorsTest.class);

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
    new SpecScenarios(GOLDEN).check(scenario, MeshValidators.all());
  }

  /** The webhook is asked about them as about everybody's. */
  @Test
  void takesWhatAMeshBeginsWith() {
    MeshSettings settings = MeshSettings.of(Configs.defaults());
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("shop").build());
    mesh.setSpec(MeshSpec.EMPTY);
    var validators = new EnumMap<ResourceKind, SpecValidator>(PolicyValidators.all());
    validators.putAll(ServiceValidators.all());
    var made = new ArrayList<>(DefaultPolicies.of(mesh, settings));
    made.addAll(HostnameGenerators.of(settings));
    assertThat(made).hasSizeGreaterThan(4);
    for (GenericKubernetesResource object : made) {
      ObjectNode json = new ObjectMapper().valueToTree(object);
      ResourceView view = SpecScenarios.view(json);
      assertThat(Optional.ofNullable(validators.get(view.kind())).orElseThrow().validate(view))
          .as(view.name())
          .isEmpty();
    }
  }
}
