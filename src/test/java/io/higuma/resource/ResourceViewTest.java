package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceViewTest {
  @Test
  void theMeshOfTheLegacyFormatIsAField() {
    assertThat(Views.of(ResourceKind.DATAPLANE, "mesh: red").mesh()).isEqualTo("red");
    assertThat(Views.of(ResourceKind.DATAPLANE, "metadata: {labels: {kuma.io/mesh: red}}").mesh())
        .isEmpty();
  }

  @Test
  void theMeshOfTheNewFormatIsALabelOrTheDefault() {
    assertThat(
            Views.of(ResourceKind.MESH_TIMEOUT, "metadata: {labels: {kuma.io/mesh: red}}").mesh())
        .isEqualTo("red");
    assertThat(Views.of(ResourceKind.MESH_TIMEOUT, "metadata: {labels: {kuma.io/mesh: ''}}").mesh())
        .isEqualTo("default");
    assertThat(Views.of(ResourceKind.MESH_TIMEOUT, "{}").mesh()).isEqualTo("default");
    assertThat(Views.of(ResourceKind.HOSTNAME_GENERATOR, "{}").mesh()).isEmpty();
  }

  @Test
  void longLabelsAreReadFromAnnotations() {
    var view =
        Views.of(
            ResourceKind.DATAPLANE,
            """
            metadata:
              name: web
              labels: {app: web, kuma.io/workload: old}
              annotations: {kuma.io/workload: new, kuma.io/display-name: cart, other: x}
            """);
    assertThat(view.labels()).isEqualTo(Map.of("app", "web", "kuma.io/workload", "new"));
    assertThat(view.label("kuma.io/workload")).isEqualTo("new");
    assertThat(view.label("app")).isEqualTo("web");
    assertThat(view.label("none")).isEmpty();
    assertThat(view.displayName()).isEqualTo("cart");
    assertThat(Views.of(ResourceKind.DATAPLANE, "metadata: {name: web}").displayName())
        .isEqualTo("web");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "7",
        "[]",
        "metadata: 7",
        "{metadata: {name: [], labels: 7, annotations: [], namespace: {}}, mesh: {}, spec: null}",
        "metadata: {labels: {kuma.io/mesh: 7}, annotations: {kuma.io/display-name: {}}}"
      })
  void whateverIsThereIsRead(String yaml) {
    var view = Views.of(ResourceKind.DATAPLANE, yaml);
    assertThat(view.name()).isEmpty();
    assertThat(view.namespace()).isEmpty();
    assertThat(view.mesh()).isEmpty();
    assertThat(view.displayName()).isEmpty();
    assertThat(view.labels()).isEmpty();
    assertThat(view.spec().isMissingNode()).isTrue();
  }

  @Test
  void longLabelsAreStoredAsAnnotations() {
    var labels =
        new TreeMap<>(Map.of("app", "web", "kuma.io/workload", "w", "kuma.io/display-name", "d"));
    var annotations = new TreeMap<>(Map.of("kuma.io/workload", "old", "other", "x"));
    LabelView.split(labels, annotations);
    assertThat(labels).isEqualTo(Map.of("app", "web"));
    assertThat(annotations)
        .isEqualTo(Map.of("kuma.io/workload", "w", "kuma.io/display-name", "d", "other", "x"));
    assertThat(LabelView.of(labels, annotations))
        .isEqualTo(Map.of("app", "web", "kuma.io/workload", "w"));
  }
}
