package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.RecordedEvents;
import io.higuma.Untouched;
import io.higuma.leader.Leadership;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class NamespaceReconcilerTest {
  private static final String KEY = "kuma.io/sidecar-injection";
  private static final String MARK = "higuma.io/injection-label-from-annotation";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  private final RecordedEvents events = new RecordedEvents();

  @Test
  void labelsWhatIsAnnotatedAndTakesTheLabelBack() {
    created(Map.of("mine", "1"), Map.of(KEY, "yes"));
    // When
    reconcile();
    // Then
    assertThat(labels()).containsOnly(Map.entry("mine", "1"), Map.entry(KEY, "enabled"));
    assertThat(annotations()).containsOnly(Map.entry(KEY, "yes"), Map.entry(MARK, "enabled"));
    // When
    client
        .namespaces()
        .withName("shop")
        .edit(found ->
            new NamespaceBuilder(found)
                .editMetadata()
                .removeFromAnnotations(KEY)
                .endMetadata()
                .build());
    reconcile();
    // Then
    assertThat(labels()).containsOnly(Map.entry("mine", "1"));
    assertThat(annotations()).isNullOrEmpty();
  }

  @Test
  void takesOnlyItsMarkFromALabelThatTheUserChanged() {
    created(Map.of(KEY, "disabled"), Map.of(MARK, "enabled"));
    reconcile();
    assertThat(labels()).containsOnly(Map.entry(KEY, "disabled"));
    assertThat(annotations()).isNullOrEmpty();
  }

  @Test
  void writesNothingWhereNothingIsToDo() {
    Namespace made = created(Map.of(KEY, "disabled"), Map.of(KEY, "enabled"));
    reconcile();
    assertThat(found().getMetadata().getResourceVersion())
        .isEqualTo(made.getMetadata().getResourceVersion());
    assertThat(events.texts()).isEmpty();
  }

  @Test
  void anAnnotationThatCannotBeReadIsAnEvent() {
    created(Map.of(), Map.of(KEY, "perhaps"));
    reconcile();
    assertThat(labels()).isNullOrEmpty();
    assertThat(events.texts())
        .singleElement()
        .asString()
        .startsWith("Warning InvalidInjectionAnnotation shop: metadata.annotations")
        .contains("wrong value \"perhaps\"");
  }

  @Test
  void aChangeInBetweenIsNoFailure() {
    created(Map.of(), Map.of(KEY, "yes"));
    server.expect().patch().withPath("/api/v1/namespaces/shop").andReturn(409, "{}").once();
    reconcile();
    assertThat(labels()).isNullOrEmpty();
  }

  private void reconcile() {
    var reconciler =
        new NamespaceReconciler(client, Leadership.ALONE, new NamespaceLabeling(Set.of()), events);
    assertThat(reconciler.reconcile(found(), Untouched.context()).isNoUpdate()).isTrue();
  }

  private Namespace created(Map<String, String> labels, Map<String, String> annotations) {
    return client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .create();
  }

  private Namespace found() {
    return client.namespaces().withName("shop").require();
  }

  private Map<String, String> labels() {
    return present(found().getMetadata().getLabels());
  }

  private Map<String, String> annotations() {
    return present(found().getMetadata().getAnnotations());
  }

  /** The mock server keeps a null where a real one removes the key. */
  private static Map<String, String> present(Map<String, String> map) {
    var present = new HashMap<>(map);
    present.values().removeIf(Objects::isNull);
    return present;
  }
}
