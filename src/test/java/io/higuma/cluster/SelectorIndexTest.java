package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorIndexTest {
  @Test
  void aServiceIsFoundByWhatItSelects() {
    Service service = selecting(Map.of("app", "web", "tier", "front"));
    assertThat(SelectorIndex.lookups("shop", Map.of("app", "web", "tier", "front", "version", "2")))
        .containsAll(SelectorIndex.keys(service));
    assertThat(SelectorIndex.lookups("shop", Map.of("app", "stock")))
        .doesNotContainAnyElementsOf(SelectorIndex.keys(service));
    assertThat(SelectorIndex.lookups("bank", Map.of("app", "web", "tier", "front")))
        .doesNotContainAnyElementsOf(SelectorIndex.keys(service));
  }

  @Test
  void aServiceStandsInOnePlace() {
    assertThat(SelectorIndex.keys(selecting(Map.of("tier", "front", "app", "web")))).hasSize(1);
  }

  @Test
  void aServiceWithoutASelectorIsFoundForEachPodOfItsNamespace() {
    Service service = selecting(Map.of());
    assertThat(SelectorIndex.lookups("shop", Map.of())).containsAll(SelectorIndex.keys(service));
    assertThat(SelectorIndex.lookups("shop", Map.of("app", "web")))
        .containsAll(SelectorIndex.keys(service));
    assertThat(SelectorIndex.lookups("bank", Map.of()))
        .doesNotContainAnyElementsOf(SelectorIndex.keys(service));
  }

  private static Service selecting(Map<String, String> labels) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withSelector(labels)
        .endSpec()
        .build();
  }
}
