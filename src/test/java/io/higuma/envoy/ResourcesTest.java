package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  @Test
  void areSortedAndOfOneNameTheLastStays() {
    Resources resources = Resources.of(List.of(cluster("b", 1), cluster("a", 1), cluster("b", 2)));
    assertThat(resources.named()).containsOnlyKeys("a", "b");
    assertThat(resources.named().firstKey()).isEqualTo("a");
    assertThat(resources.named()).containsEntry("b", cluster("b", 2));
    assertThat(Resources.NONE.with(List.of())).isSameAs(Resources.NONE);
  }

  @Test
  void areEqualByContent() {
    Resources one = Resources.of(List.of(cluster("a", 1), cluster("b", 1)));
    Resources same = Resources.of(List.of(cluster("b", 1), cluster("a", 1)));
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(Resources.NONE);
    assertThat(one.version()).isEqualTo(same.version()).matches("[0-9a-f]{32}");
    assertThat(one).isNotEqualTo(Resources.of(List.of(cluster("a", 1), cluster("b", 2))));
    assertThat(one).isNotEqualTo(Resources.of(List.of(cluster("a", 1))));
  }

  @Test
  void tellWhatHasChangedWhomeverTheyAreComparedWith() {
    Resources before = Resources.of(List.of(cluster("a", 1), cluster("b", 1), cluster("c", 1)));
    Resources after = Resources.of(List.of(cluster("d", 1), cluster("b", 2), cluster("a", 1)));
    for (int i = 0; i < 2; i++) {
      assertThat(after.changedSince(before)).containsExactly(cluster("b", 2), cluster("d", 1));
      assertThat(after.changedSince(Resources.NONE)).hasSize(3);
      assertThat(after.changedSince(after)).isEmpty();
      assertThat(before.changedSince(after)).containsExactly(cluster("b", 1), cluster("c", 1));
    }
    assertThat(Resources.of(List.of(cluster("a", 1))).changedSince(before)).isEmpty();
  }

  private static Resource cluster(String name, int revision) {
    return Resource.of(
        ResourceType.CLUSTER,
        name,
        Cluster.newBuilder().setName(name).setAltStatName("r" + revision).build());
  }
}
