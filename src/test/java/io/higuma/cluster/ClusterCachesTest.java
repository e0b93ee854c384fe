package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.api.v1alpha1.Mesh;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ClusterCachesTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by each test
  private ClusterCaches caches;

  @AfterEach
  void stop() {
    caches.close();
  }

  @Test
  void holdsWhatIsReadAndDropsTheRest() throws Exception {
    // Given
    client.resource(namespace("a")).create();
    client.resource(mesh("default")).create();
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("a")
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", "web")
                .endSpec()
                .build())
        .create();
    client.resource(pod("in", Map.of("kuma.io/mesh", "default"))).create();
    client.resource(pod("out", Map.of())).create();
    // When
    start();
    // Then
    assertThat(caches.hasSynced()).isTrue();
    assertThat(caches.pending()).isEmpty();
    assertThat(caches.namespace("a").orElseThrow())
        .satisfies(found -> {
          assertThat(found.getMetadata().getLabels()).containsEntry("l", "1");
          assertThat(found.getMetadata().getAnnotations()).containsOnlyKeys("mine");
        });
    assertThat(caches.namespace("b")).isEmpty();
    assertThat(caches.mesh("default")).isPresent();
    assertThat(caches.services("a")).extracting(s -> s.getMetadata().getName()).containsOnly("web");
    assertThat(caches.services("b")).isEmpty();
    assertThat(caches.pods("a")).extracting(p -> p.getMetadata().getName()).containsOnly("in");
    assertThat(caches.pod("a", "in").orElseThrow())
        .satisfies(found -> {
          assertThat(found.getSpec().getVolumes()).isEmpty();
          assertThat(found.getMetadata().getAnnotations()).containsOnlyKeys("mine");
        });
  }

  @Test
  void findsPodsByAllOfTheseLabels() throws Exception {
    // Given
    client.resource(pod("one", Map.of("kuma.io/mesh", "m", "app", "web", "tier", "1"))).create();
    client.resource(pod("two", Map.of("kuma.io/mesh", "m", "app", "web", "tier", "2"))).create();
    client.resource(pod("out", Map.of("app", "web", "tier", "2"))).create();
    // When
    start();
    // Then
    assertThat(caches.pods("a", Map.of("app", "web"))).hasSize(2);
    assertThat(caches.pods("a", Map.of("app", "web", "tier", "2")))
        .extracting(found -> found.getMetadata().getName())
        .containsExactly("two");
    assertThat(caches.pods("a", Map.of())).hasSize(2);
    assertThat(caches.pods("a", Map.of("app", "api", "tier", "2"))).isEmpty();
    assertThat(caches.pods("b", Map.of("app", "web"))).isEmpty();
    // When it moves
    client.resource(pod("two", Map.of("kuma.io/mesh", "m", "app", "api"))).update();
    // Then
    await().until(() -> caches.pods("a", Map.of("app", "api")).size() == 1);
    assertThat(caches.pods("a", Map.of("app", "web"))).hasSize(1);
  }

  @Test
  void aNewNamespaceIsReadAtOnce() throws Exception {
    start();
    try (var reads = new ClusterReads(client, "kuma-system", Duration.ofSeconds(5))) {
      client.resource(namespace("new")).create();
      assertThat(reads.namespace("new")).isPresent();
      assertThat(reads.namespace("none")).isEmpty();
      assertThat(reads.mesh("none")).isEmpty();
    }
  }

  @Test
  void oneWatchTriggersReconcilersToo() throws Exception {
    // Given
    start();
    List<Event> events = new CopyOnWriteArrayList<>();
    var trigger =
        new InformerTrigger<Namespace, ConfigMap>(
            "namespaces",
            caches.namespaceInformer(),
            changed -> Set.of(new ResourceID("of-" + changed.getMetadata().getName())));
    trigger.setEventHandler(events::add);
    trigger.start();
    // When
    client.resource(namespace("n")).create();
    // Then
    await()
        .untilAsserted(() ->
            assertThat(events)
                .extracting(Event::getRelatedCustomResourceID)
                .contains(new ResourceID("of-n")));
    // When
    trigger.stop();
    events.clear();
    client.resource(namespace("m")).create();
    await().until(() -> caches.namespace("m").isPresent());
    // Then
    assertThat(events).isEmpty();
  }

  private void start() throws Exception {
    caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    caches.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Namespace namespace(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("l", "1")
        .addToAnnotations("mine", "2")
        .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
        .endMetadata()
        .withNewStatus()
        .withPhase("Active")
        .endStatus()
        .build();
  }

  private static Mesh mesh(String name) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName(name).build());
    return mesh;
  }

  private static Pod pod(String name, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("a")
        .withLabels(labels)
        .addToAnnotations("mine", "2")
        .addToAnnotations("higuma.io/original", "{}")
        .endMetadata()
        .withNewSpec()
        .addNewVolume()
        .withName("v")
        .endVolume()
        .addNewContainer()
        .withName("c")
        .endContainer()
        .endSpec()
        .build();
  }
}
