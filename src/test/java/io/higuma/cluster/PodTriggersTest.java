package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.Constraints;
import io.higuma.api.v1alpha1.MeshSpec.DataplaneProxy;
import io.higuma.api.v1alpha1.MeshSpec.MeshServices;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.api.v1alpha1.MeshStatus;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class PodTriggersTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ClusterCaches caches;

  private final Set<String> triggered = new ConcurrentSkipListSet<>();

  @BeforeEach
  void start() throws Exception {
    client.resource(pod("web", Map.of("app", "web", "version", "1", "kuma.io/mesh", "a"))).create();
    client.resource(pod("api", Map.of("app", "api", "kuma.io/mesh", "b"))).create();
    caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    caches.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
    for (EventSource<?, Pod> source : new PodTriggers(caches, Set.of("version")).triggers()) {
      source.setEventHandler(event -> {
        var pod = event.getRelatedCustomResourceID();
        triggered.add(pod.getNamespace().orElseThrow() + "/" + pod.getName());
      });
      source.start();
    }
    // A new handler is told of what is there.
    awaitTriggered("shop/api", "shop/web");
  }

  @AfterEach
  void stop() {
    caches.close();
  }

  @Test
  void knowsPods() {
    assertThat(new PodTriggers(caches, Set.of()).pod("shop", "web")).isPresent();
    assertThat(new PodTriggers(caches, Set.of()).pod("shop", "none")).isEmpty();
  }

  @Test
  void aServiceConcernsThePodsThatItSelectsOrDid() {
    client.resource(service(Map.of("app", "web"))).create();
    awaitTriggered("shop/web");
    client.resource(service(Map.of("app", "api"))).update();
    awaitTriggered("shop/api", "shop/web");
    client.resource(service(Map.of("app", "api"))).delete();
    awaitTriggered("shop/api");
  }

  @Test
  void labelsThatDoNotCountDoNotCountHere() {
    client.resource(service(Map.of("app", "web", "version", "2"))).create();
    awaitTriggered("shop/web");
  }

  @Test
  void aSliceOfAServiceWithoutSelectorConcernsItsPods() {
    client.resource(service(Map.of())).create();
    await().until(() -> caches.service("shop", "svc").isPresent());
    client.resource(slice("web")).create();
    awaitTriggered("shop/web");
    // The service then concerns the pods of its slices.
    await().until(() -> !caches.endpointSlices("shop", "svc").isEmpty());
    client
        .resource(service(Map.of()).edit().editSpec().withClusterIP("None").endSpec().build())
        .update();
    awaitTriggered("shop/web");
  }

  @Test
  void aSliceThatASelectorMadeSaysNothingNew() throws Exception {
    client.resource(service(Map.of("app", "web"))).create();
    awaitTriggered("shop/web");
    client.resource(slice("web")).create();
    await().until(() -> !caches.endpointSlices("shop", "svc").isEmpty());
    Thread.sleep(200);
    assertThat(triggered).isEmpty();
  }

  @Test
  void aSliceMayBeEmpty() {
    client.resource(service(Map.of())).create();
    await().until(() -> caches.service("shop", "svc").isPresent());
    EndpointSlice empty = slice("web");
    empty.setEndpoints(null);
    client.resource(empty).create();
    await().until(() -> !caches.endpointSlices("shop", "svc").isEmpty());
    client.resource(slice("api")).update();
    awaitTriggered("shop/api");
  }

  @Test
  void aMeshConcernsItsPods() {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("b").build());
    client.resource(mesh).create();
    awaitTriggered("shop/api");
  }

  @Test
  void ofAMeshOnlyExclusiveModeAndConstraintsConcernItsPods() throws Exception {
    Mesh mesh = mesh(null, MeshServicesMode.Everywhere);
    client.resource(mesh).create();
    awaitTriggered("shop/api");
    var changed = mesh(null, MeshServicesMode.ReachableBackends);
    changed.setStatus(new MeshStatus(1L, List.of()));
    client.resource(changed).update();
    await().until(() -> modeIs(MeshServicesMode.ReachableBackends));
    Thread.sleep(200);
    assertThat(triggered).isEmpty();
    client.resource(mesh(null, MeshServicesMode.Exclusive)).update();
    awaitTriggered("shop/api");
    client
        .resource(
            mesh(
                new Constraints(new DataplaneProxy(List.of(), List.of())),
                MeshServicesMode.Exclusive))
        .update();
    awaitTriggered("shop/api");
  }

  private boolean modeIs(MeshServicesMode mode) {
    return caches.mesh("b").orElseThrow().getSpec().meshServicesMode() == mode;
  }

  private static Mesh mesh(@Nullable Constraints constraints, MeshServicesMode mode) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("b").build());
    mesh.setSpec(
        new MeshSpec(
            null, null, null, null, null, null, constraints, List.of(), new MeshServices(mode)));
    return mesh;
  }

  @Test
  void podsAndDataplanesConcernThemselves() {
    var dataplane = new Dataplane();
    dataplane.setMetadata(new ObjectMetaBuilder().withName("gone").withNamespace("shop").build());
    client.resource(dataplane).create();
    awaitTriggered("shop/gone");
    client.resource(pod("new", Map.of("kuma.io/mesh", "a"))).create();
    awaitTriggered("shop/new");
  }

  /** Exactly these, in this order; they are forgotten then. */
  private void awaitTriggered(String... pods) {
    await().untilAsserted(() -> assertThat(triggered).containsExactly(pods));
    triggered.clear();
  }

  private static Pod pod(String name, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("shop")
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private static Service service(Map<String, String> selector) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("svc")
        .withNamespace("shop")
        .endMetadata()
        .withNewSpec()
        .withSelector(selector)
        .endSpec()
        .build();
  }

  private static EndpointSlice slice(String pod) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName("svc-1")
        .withNamespace("shop")
        .addToLabels("kubernetes.io/service-name", "svc")
        .endMetadata()
        .addNewEndpoint()
        .withAddresses("10.1.0.5")
        .withNewTargetRef()
        .withKind("Pod")
        .withName(pod)
        .endTargetRef()
        .endEndpoint()
        .addNewEndpoint()
        .withAddresses("192.0.2.1")
        .endEndpoint()
        .build();
  }
}
