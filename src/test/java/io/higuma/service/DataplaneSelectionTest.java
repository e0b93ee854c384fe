package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.MeshService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataplaneSelectionTest {
  private static final String DATAPLANE =
      """
      kind: Dataplane
      apiVersion: kuma.io/v1alpha1
      mesh: default
      metadata:
        name: web-1
        namespace: shop
        labels: {team: checkout, k8s.kuma.io/namespace: shop}
        annotations: {kuma.io/workload: web}
      spec:
        networking:
          inbound:
          - {port: 80, tags: {app: web, k8s.kuma.io/namespace: shop}}
          - {port: 90, tags: {app: admin, k8s.kuma.io/namespace: shop}}
      """;

  /** An index finds what is matched: each key of a MeshService is one of the Dataplane. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {dataplaneTags: {app: web, k8s.kuma.io/namespace: shop}}     | true
          {dataplaneTags: {app: admin}}                                | true
          {dataplaneTags: {k8s.kuma.io/namespace: shop}}               | true
          {dataplaneTags: {app: other}}                                | false
          {dataplaneTags: {app: web, k8s.kuma.io/namespace: stock}}    | false
          {dataplaneTags: {}}                                          | false
          {}                                                           | false
          {dataplaneRef: {name: web-1.shop}}                           | true
          {dataplaneRef: {name: web-2.shop}}                           | false
          {dataplaneLabels: {matchLabels: {team: checkout}}}           | true
          {dataplaneLabels: {matchLabels: {kuma.io/workload: web}}}    | true
          {dataplaneLabels: {matchLabels: {k8s.kuma.io/namespace: shop}}} | true
          {dataplaneLabels: {matchLabels: {}}}                         | true
          {dataplaneLabels: {matchLabels: {team: other}}}              | false
          """)
  void keysLeadToWhatMatches(String selector, boolean matches) {
    Dataplane dataplane = one(DATAPLANE, Dataplane.class);
    MeshService service = service("default", selector);
    assertThat(DataplaneSelection.matches(service, dataplane)).isEqualTo(matches);
    if (matches) {
      List<String> keys = DataplaneSelection.keys(service);
      assertThat(keys).isNotEmpty();
      assertThat(DataplaneSelection.keys(dataplane)).containsAll(keys);
    }
  }

  @Test
  void meshesAreApart() {
    MeshService other = service("other", "{dataplaneTags: {app: web}}");
    Dataplane dataplane = one(DATAPLANE, Dataplane.class);
    assertThat(DataplaneSelection.matches(other, dataplane)).isFalse();
    assertThat(DataplaneSelection.keys(dataplane))
        .doesNotContainAnyElementsOf(DataplaneSelection.keys(other));
  }

  @Test
  void aDataplaneWithoutASpecIsFoundByItsName() {
    Dataplane empty =
        one(
            """
            kind: Dataplane
            apiVersion: kuma.io/v1alpha1
            metadata: {name: web-1, namespace: shop}
            """,
            Dataplane.class);
    MeshService service = service("default", "{dataplaneRef: {name: web-1.shop}}");
    assertThat(DataplaneSelection.matches(service, empty)).isTrue();
  }

  private static MeshService service(String mesh, String selector) {
    return one(
        """
        kind: MeshService
        apiVersion: kuma.io/v1alpha1
        metadata: {name: web, namespace: shop, labels: {kuma.io/mesh: %s}}
        spec: {selector: %s}
        """
            .formatted(mesh, selector),
        MeshService.class);
  }

  private static <T extends HasMetadata> T one(String yaml, Class<T> type) {
    return KnownServices.of(yaml).all(type).findFirst().orElseThrow();
  }
}
