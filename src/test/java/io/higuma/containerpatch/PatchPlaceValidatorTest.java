package io.higuma.containerpatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.containerpatch.PatchPlaceValidator.Places;
import io.higuma.resource.ChangeValidator.Verdict;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.ResourceChange;
import io.higuma.resource.ResourceChange.Operation;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatchPlaceValidatorTest {
  @ParameterizedTest
  @EnumSource
  void patchesAreWhereInjectionLooks(Operation operation) {
    assertThat(verdict(Places.SYSTEM_NAMESPACE, operation, "kuma-system"))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(Places.SYSTEM_NAMESPACE, operation, "shop"))
        .isEqualTo(
            new Verdict.Forbidden(
                "ContainerPatch can only be placed in kuma-system namespace. It can be however referenced by pods in all namespaces"));
    assertThat(verdict(Places.ALL_NAMESPACES, operation, "shop")).isEqualTo(Verdict.ACCEPTED);
  }

  private static Verdict verdict(Places places, Operation operation, String namespace) {
    var view =
        new ResourceView(ResourceKind.CONTAINER_PATCH, JsonNodeFactory.instance.objectNode());
    return new PatchPlaceValidator("kuma-system", places)
        .validate(
            new ResourceChange(operation, view, Optional.empty(), namespace), new NothingKnown());
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
