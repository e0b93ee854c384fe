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

  @Test
  void whatHasNoEffectSaysSo() {
    assertThat(ResourceKind.MESH.unsupported()).isEmpty();
    assertThat(ResourceKind.DATAPLANE.unsupported()).isEmpty();
    assertThat(ResourceKind.CONTAINER_PATCH.unsupported()).isEmpty();
    assertThat(ResourceKind.MESH_TRACE.unsupported())
        .contains(
            "MeshTrace is stored and has no effect: Higuma does not configure proxies by policies of this kind yet");
    assertThat(ResourceKind.TIMEOUT.unsupported())
        .contains(
            "Timeout is stored and has no effect: Higuma does not act on the older kinds of Kuma; MeshTimeout has taken its place");
  }

  @Test
  void insightsAreWrittenByTheControlPlaneAlone() {
    assertThat(ResourceKind.values())
        .filteredOn(kind -> kind.role() == ResourceKind.Role.INSIGHT)
        .hasSize(6)
        .allMatch(kind -> kind.writer() == ResourceKind.Writer.CONTROL_PLANE);
    assertThat(ResourceKind.MESH_SERVICE.writer()).isEqualTo(ResourceKind.Writer.BOTH);
    assertThat(ResourceKind.MESH_PASSTHROUGH.writer()).isEqualTo(ResourceKind.Writer.USER);
  }
}
