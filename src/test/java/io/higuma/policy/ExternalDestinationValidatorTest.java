package io.higuma.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.ChangeValidator.Verdict;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.ResourceChange;
import io.higuma.resource.ResourceChange.Operation;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.validation.Violation;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalDestinationValidatorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{match: {kuma.io/service: maps}}]                               | ''
          [{match: {kuma.io/service: cart, version: '2'}}]                 | ''
          [{match: {version: '2', team: a}}]                               | ''
          [{match: {kuma.io/service: cart}}, {match: {kuma.io/service: maps, version: '2'}}] | spec.destinations[1].match: must have no other tag than "kuma.io/service": "maps" is an ExternalService
          [{match: {kuma.io/service: 7, version: '2'}}]                    | spec.destinations[0].match["kuma.io/service"]: must be a text, but was a number
          """)
  void onlyTheNameTellsAnExternalServiceApart(String destinations, String message)
      throws Exception {
    assertThat(said(change(Operation.CREATE, destinations), new OneExternal())).isEqualTo(message);
    assertThat(said(change(Operation.UPDATE, destinations), new OneExternal())).isEqualTo(message);
  }

  @Test
  void aDeletionIsNoQuestion() throws Exception {
    var change = change(Operation.DELETE, "[{match: {kuma.io/service: maps, version: '2'}}]");
    assertThat(said(change, new OneExternal())).isEmpty();
  }

  private static String said(ResourceChange change, ClusterFacts facts) {
    return switch (new ExternalDestinationValidator().validate(change, facts)) {
      case Verdict.Accepted ignored -> "";
      case Verdict.Invalid(var violations) -> Violation.join(violations);
      case Verdict.Forbidden other -> other.toString();
      case Verdict.Failed other -> other.toString();
    };
  }

  private static ResourceChange change(Operation operation, String destinations) throws Exception {
    String yaml = "{mesh: trade, spec: {destinations: %s}}".formatted(destinations);
    var object = new ResourceView(ResourceKind.RATE_LIMIT, new YAMLMapper().readTree(yaml));
    return new ResourceChange(operation, object, Optional.empty(), "");
  }

  private static final class OneExternal implements ClusterFacts {
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
      return mesh.equals("trade") ? Set.of("maps") : Set.of();
    }

    @Override
    public Optional<byte[]> secret(String mesh, String name) {
      return Optional.empty();
    }
  }
}
