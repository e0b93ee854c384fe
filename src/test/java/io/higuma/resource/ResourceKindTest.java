package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourceKindTest {
  @Test
  void everyKindIsFoundByItsName() {
    assertThat(ResourceKind.values())
        .hasSize(54)
        .allSatisfy(kind -> assertThat(ResourceKind.of(kind.kind())).contains(kind));
    assertThat(ResourceKind.of("mesh")).isEmpty();
  }

  @Test
  void namesAreUsedOnce() {
    assertThat(Arrays.stream(ResourceKind.values()).map(ResourceKind::plural))
        .doesNotHaveDuplicates();
    assertThat(
            Arrays.stream(ResourceKind.values())
                .map(ResourceKind::shortName)
                .flatMap(Optional::stream))
        .doesNotHaveDuplicates()
        .doesNotContain("");
  }

  @Test
  void policiesBelongToAMeshAndComeFromEverywhere() {
    assertThat(
            Arrays.stream(ResourceKind.values())
                .filter(kind -> kind.role() == ResourceKind.Role.POLICY))
        .hasSize(16)
        .allMatch(ResourceKind::isInMesh)
        .allMatch(kind -> kind.sync().isFromZone() && kind.sync().isFromGlobal());
  }
}
