package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.resource.ChangeValidator.Verdict;
import io.higuma.resource.ResourceChange.Operation;
import io.higuma.validation.Violation;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayInstanceValidatorTest {
  private static final String NAMED = "spec: {tags: {kuma.io/service: edge}}";

  @Test
  void theServiceIsNotForTheUserToName() {
    assertThat(verdict(Mode.ZONE, Operation.UPDATE, NAMED))
        .isInstanceOfSatisfying(
            Verdict.Invalid.class,
            invalid ->
                assertThat(invalid.violations())
                    .extracting(Violation::toString)
                    .containsExactly("tags: \"kuma.io/service\" must not be defined"));
    assertThat(verdict(Mode.ZONE, Operation.CREATE, "spec: {tags: {a: b}}"))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(Mode.ZONE, Operation.CREATE, "spec: {tags: 7}")).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(Mode.ZONE, Operation.DELETE, NAMED)).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void theGlobalControlPlaneMakesNone() {
    assertThat(verdict(Mode.GLOBAL, Operation.CREATE, "spec: {}"))
        .isInstanceOf(Verdict.Forbidden.class);
    assertThat(verdict(Mode.GLOBAL, Operation.UPDATE, "spec: {}")).isEqualTo(Verdict.ACCEPTED);
  }

  private static Verdict verdict(Mode mode, Operation operation, String yaml) {
    var view = Views.of(ResourceKind.MESH_GATEWAY_INSTANCE, yaml);
    return new GatewayInstanceValidator(mode)
        .validate(
            new ResourceChange(operation, view, Optional.empty(), "shop"), new NothingKnown());
  }

  /** An empty cluster. */
  private static final class NothingKnown implements ClusterFacts {
    @Override
    public Optional<MeshSpec> mesh(String name) {
      return Optional.empty();
    }

    @Override
    public boolean hasDataplanes(String mesh) {
      return false;
    }

    @Override
    public Set<String> externalServices(String mesh) {
      return Set.of();
    }

    @Override
    public Optional<byte[]> secret(String mesh, String name) {
      return Optional.empty();
    }
  }
}
