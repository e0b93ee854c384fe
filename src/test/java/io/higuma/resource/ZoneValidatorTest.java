package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.ChangeValidator.Verdict;
import io.higuma.resource.ResourceChange.Operation;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ZoneValidatorTest {
  @Test
  void aConnectedZoneIsNotDeleted() {
    assertThat(verdict(Deletion.PROTECTED, Operation.DELETE, "east"))
        .isEqualTo(
            new Verdict.Failed(
                400,
                "unable to delete Zone, Zone CP is still connected, please shut it down first"));
  }

  @Test
  void othersAre() {
    assertThat(verdict(Deletion.PROTECTED, Operation.DELETE, "west")).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(Deletion.UNSAFE, Operation.DELETE, "east")).isEqualTo(Verdict.ACCEPTED);
    assertThat(verdict(Deletion.PROTECTED, Operation.UPDATE, "east")).isEqualTo(Verdict.ACCEPTED);
  }

  private static Verdict verdict(Deletion deletion, Operation operation, String zone) {
    var view = Views.of(ResourceKind.ZONE, "metadata: {name: %s}".formatted(zone));
    return new ZoneValidator(deletion)
        .validate(new ResourceChange(operation, view, Optional.empty(), ""), new EastIsConnected());
  }

  private static final class EastIsConnected implements ClusterFacts {
    @Override
    public Optional<MeshSpec> mesh(String name) {
      return Optional.empty();
    }

    @Override
    public boolean hasDataplanes(String mesh) {
      return false;
    }

    @Override
    public Optional<byte[]> secret(String mesh, String name) {
      return Optional.empty();
    }

    @Override
    public Set<String> externalServices(String mesh) {
      return Set.of();
    }

    @Override
    public boolean isZoneConnected(String zone) {
      return zone.equals("east");
    }
  }
}
