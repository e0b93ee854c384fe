package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.resource.ResourceKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectsTest {
  /** Nobody must believe that a policy works when it doesn't, nor the other way round. */
  @Test
  void whatIsSaidOfEachPolicyIsSo() {
    List<ResourceKind> withEffect =
        EnvoyGenerator.allEffects().stream()
            .map(PolicyEffect::kind)
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
