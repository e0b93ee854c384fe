package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.MeshServices;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.ResourceKind;
import io.higuma.service.AddressSettings;
import io.higuma.service.AddressViewReconciler;
import io.higuma.service.InsightReconciler;
import io.higuma.service.MeshServicePlanner;
import io.higuma.service.MeshServiceReconciler;
import io.higuma.service.MeshServiceSettings;
import io.higuma.service.Writes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What triggers what, with watches of a server that does nothing by itself. */
@EnableKubernetesMockClient(crud = true)
class ControllersTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ClusterCaches caches;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ServiceCaches services;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Controllers controllers;

  private final AtomicInteger writesOfViews = new AtomicInteger();

  @BeforeEach
  void start() {
    caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    services = new ServiceCaches(client, "kuma-system");
    controllers = new Controllers(caches, services);
    var offers = new CachedOffers(caches);
    var surroundings =
        new CachedServiceSurroundings(
            caches,
            services,
            offers,
            new CachedIdentities(caches, new ProxyCaches(client, "kuma-system"), "east"),
            "kuma-system");
    controllers.addressViews(
        new AddressViewReconciler(
            surroundings,
            AddressSettings.of(Configs.defaults()),
            InstantSource.system(),
            new CountedWrites(new ApiWrites(client), writesOfViews)),
        offers);
    controllers.meshServices(
        new MeshServiceReconciler(
            surroundings,
            new MeshServicePlanner(surroundings, MeshServiceSettings.of(Configs.defaults())),
            new ApiWrites(client),
            new RecordedEvents()));
    var numbers = new CachedInsightSurroundings(caches, services, PolicyCounts.NONE);
    controllers.insights(
        new InsightReconciler(
            numbers, numbers, new ComputedLabels(Mode.ZONE, "east"), new ApiWrites(client)),
        PolicyCounts.NONE);
    namespace(Map.of("kuma.io/sidecar-injection", "enabled"));
    mesh(MeshServicesMode.Exclusive);
    caches.start();
    controllers.start();
  }

  @AfterEach
  void stop() {
    controllers.close();
    services.close();
    caches.close();
  }

  @Test
  void whoLeadsAnewLooksAtEverything() {
    service("10.0.0.7");
    awaitNames("web");
    controllers.rest();
    client.resources(MeshService.class).inNamespace("shop").withName("web").delete();
    await()
        .during(Duration.ofSeconds(1))
        .until(() ->
            client.resources(MeshService.class).inNamespace("shop").list().getItems().isEmpty());
    // When
    controllers.lead();
    // Then
    awaitNames("web");
  }

  @Test
  void meshesAndNamespacesConcernTheirServices() {
    service("10.0.0.7");
    awaitNames("web");
    mesh(MeshServicesMode.Disabled);
    awaitNames();
    mesh(MeshServicesMode.Everywhere);
    awaitNames("web");
    namespace(Map.of());
    awaitNames();
    namespace(Map.of("kuma.io/sidecar-injection", "enabled"));
    awaitNames("web");
    client.resources(MeshService.class).inNamespace("shop").withName("web").delete();
    awaitNames("web");
  }

  @Test
  void theStatusOfAMeshIsNoNews() {
    var before = new Mesh();
    before.setMetadata(new ObjectMetaBuilder().withName("default").withUid("1").build());
    var after = new Mesh();
    after.setMetadata(new ObjectMetaBuilder(before.getMetadata()).withResourceVersion("2").build());
    after.setStatus(new MeshStatus(1L, List.of()));
    assertThat(Differences.saysSomethingElse(before, after)).isFalse();
    after.getMetadata().setLabels(Map.of("team", "a"));
    assertThat(Differences.saysSomethingElse(before, after)).isTrue();
    after.setMetadata(new ObjectMetaBuilder().withName("default").withUid("2").build());
    assertThat(Differences.saysSomethingElse(before, after)).isTrue();
  }

  @Test
  void endpointsAndPodsMayComeInAnyOrder() {
    service("None");
    slice("a", "b");
    pod("a", Map.of());
    awaitNames("a-6cc567fbcc");
    pod("b", Map.of());
    awaitNames("a-6cc567fbcc", "b-6cc567fbcc");
    slice("b");
    awaitNames("b-6cc567fbcc");
  }

  @Test
  void aPodThatBecomesAGatewayConcernsItsServices() {
    pod("a", Map.of());
    slice("a");
    service("10.0.0.7");
    awaitNames("web");
    pod("a", Map.of("kuma.io/gateway", "enabled"));
    awaitNames();
    pod("a", Map.of());
    awaitNames("web");
  }

  @Test
  void aBurstOfDataplanesIsCountedInFewWrites() {
    for (int i = 0; i < 100; i++) {
      dataplane("pod-" + i, "web");
    }
    await().until(() -> counted().equals("100"));
  }

  private String counted() {
    GenericKubernetesResource found =
        client
            .genericKubernetesResources(Informers.definition(ResourceKind.MESH_INSIGHT))
            .withName("default")
            .get();
    return found == null ? "" : String.valueOf(found.<Object>get("spec", "dataplanes", "total"));
  }

  @Test
  void aBurstOfDataplanesGivesFewWritesOfTheirNames() {
    mesh(MeshServicesMode.Everywhere);
    service("10.0.0.7");
    for (int i = 0; i < 1_000; i++) {
      dataplane("pod-" + i, "service-" + i % 100);
    }
    dataplane("web", "web_shop_svc_80");
    await().until(() -> view().contains("1:10.0.0.7") && view().contains("0:service-99"));
    assertThat(writesOfViews.get()).isBetween(1, 20);
    // What somebody deletes comes back the same
    String before = view();
    client.resource(Objects.requireNonNull(viewObject())).delete();
    await().until(() -> viewObject() != null && view().equals(before));
  }

  /** Counts. */
  private record CountedWrites(Writes writes, AtomicInteger count) implements Writes {
    @Override
    public Outcome create(HasMetadata object) {
      count.incrementAndGet();
      return writes.create(object);
    }

    @Override
    public Outcome patch(HasMetadata object, JsonNode mergePatch) {
      count.incrementAndGet();
      return writes.patch(object, mergePatch);
    }

    @Override
    public Outcome patchStatus(HasMetadata object, JsonNode mergePatch) {
      count.incrementAndGet();
      return writes.patchStatus(object, mergePatch);
    }

    @Override
    public Outcome delete(HasMetadata object) {
      count.incrementAndGet();
      return writes.delete(object);
    }
  }

  private String view() {
    ConfigMap found = viewObject();
    return found == null ? "" : found.getData().getOrDefault("config", "");
  }

  private @Nullable ConfigMap viewObject() {
    return client.configMaps().inNamespace("kuma-system").withName("kuma-default-dns-vips").get();
  }

  private void dataplane(String name, String service) {
    var dataplane = new Dataplane();
    dataplane.setMesh("default");
    dataplane.setMetadata(new ObjectMetaBuilder().withNamespace("shop").withName(name).build());
    dataplane.setSpec(
        new DataplaneSpec(
            new DataplaneSpec.Networking(
                "10.1.0.1",
                null,
                null,
                List.of(
                    new DataplaneSpec.Inbound(
                        8080,
                        0,
                        null,
                        null,
                        Map.of("kuma.io/service", service),
                        null,
                        null,
                        DataplaneSpec.InboundState.Ready,
                        null,
                        null)),
                List.of(),
                List.of(),
                null,
                null),
            null,
            null));
    client.resource(dataplane).create();
  }

  private void awaitNames(String... names) {
    await()
        .untilAsserted(() ->
            assertThat(
                    client
                        .resources(MeshService.class)
                        .inNamespace("shop")
                        .list()
                        .getItems()
                        .stream()
                        .map(one -> one.getMetadata().getName()))
                .containsExactlyInAnyOrder(names));
  }

  private void namespace(Map<String, String> labels) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .withLabels(labels)
                .endMetadata()
                .build())
        .createOr(op -> op.update());
  }

  private void mesh(MeshServicesMode mode) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    mesh.setSpec(
        new MeshSpec(null, null, null, null, null, null, null, List.of(), new MeshServices(mode)));
    client.resource(mesh).createOr(op -> op.update());
  }

  private void service(String clusterIp) {
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(clusterIp)
                .withSelector(Map.of("app", "web"))
                .addNewPort()
                .withPort(80)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  private void pod(String name, Map<String, String> annotations) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withLabels(Map.of("app", "web", "kuma.io/mesh", "default"))
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build())
        .createOr(op -> op.update());
  }

  private void slice(String... pods) {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web-1")
            .addToLabels("kubernetes.io/service-name", "web")
            .endMetadata()
            .withAddressType("IPv4")
            .build();
    for (String pod : pods) {
      slice =
          slice
              .edit()
              .addNewEndpoint()
              .withAddresses("10.1.0.1")
              .withNewTargetRef()
              .withKind("Pod")
              .withName(pod)
              .endTargetRef()
              .endEndpoint()
              .build();
    }
    client.resource(Objects.requireNonNull(slice)).createOr(op -> op.update());
  }
}
