package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.resource.ResourceKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EffectsTest {
  /** Their effect is the routes themselves, which others then work on: {@link RoutePlanner}. */
  private static final Set<ResourceKind> OF_ROUTES =
      EnumSet.of(ResourceKind.MESH_HTTP_ROUTE, ResourceKind.MESH_TCP_ROUTE);

  /** Nobody must believe that a policy works when it doesn't, nor the other way round. */
  @Test
  void whatIsSaidOfEachPolicyIsSo() {
    List<ResourceKind> withEffect =
        Stream.concat(
                EnvoyGenerator.allEffects().stream().map(PolicyEffect::kind), OF_ROUTES.stream())
            .filter(kind -> kind.role() == ResourceKind.Role.POLICY)
            .sorted()
            .toList();
    List<ResourceKind> saidToHaveOne =
        Arrays.stream(ResourceKind.values())
            .filter(kind -> kind.role() == ResourceKind.Role.POLICY)
            .filter(kind -> kind.unsupported().isEmpty())
            .sorted()
            .toList();
    assertThat(saidToHaveOne).isEqualTo(withEffect);
  }

  @Test
  void noTwoEffectsHaveOneOrder() {
    assertThat(EnvoyGenerator.allEffects()).extracting(PolicyEffect::order).doesNotHaveDuplicates();
  }
}
