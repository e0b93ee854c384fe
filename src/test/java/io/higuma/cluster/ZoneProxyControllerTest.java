package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.dataplane.DataplaneSettings;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.service.ZoneProxyReconciler;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a zone ingress follows, with watches of a server that does nothing by itself. */
@EnableKubernetesMockClient(crud = true)
class ZoneProxyControllerTest {
  private static final String SYSTEM = "kuma-system";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  private final RecordedEvents events = new RecordedEvents();

  @SuppressWarnings("NullAway.Init") // set before each test
  private ClusterCaches caches;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ServiceCaches services;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ZoneProxyCaches proxies;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Controllers controllers;

  @BeforeEach
  void start() {
    caches =
        new ClusterCaches(
            client,
            SYSTEM,
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    services = new ServiceCaches(client, SYSTEM);
    proxies = new ZoneProxyCaches(client, SYSTEM);
    controllers = new Controllers(caches, services);
    var conversion =
        new PodToDataplane(
            new CachedSurroundings(caches, proxies, new OwnerReads(client)),
            DataplaneSettings.of(Configs.defaults()));
    controllers.zoneProxies(
        new ZoneProxyReconciler(
            new CachedZoneProxies(caches, proxies), conversion, new ApiWrites(client), events),
        proxies);
    caches.start();
    controllers.start();
  }

  @AfterEach
  void stop() {
    controllers.close();
    proxies.close();
    services.close();
    caches.close();
  }

  @Test
  void followsTheNodesBehindItsNodePort() {
    // Given
    put(node("203.0.113.1"));
    put(pod(Map.of("app", "gate"), Map.of("kuma.io/ingress", "enabled")));
    assertThat(ingress()).isNull();
    // When its Service comes
    put(service(30001));
    awaitAdvertised("203.0.113.1", 30001);
    // When the Service changes
    put(service(30002));
    awaitAdvertised("203.0.113.1", 30002);
    // When the node changes
    put(node("203.0.113.2"));
    awaitAdvertised("203.0.113.2", 30002);
    // When it is deleted
    client.resources(ZoneIngress.class).inNamespace(SYSTEM).withName("gate").delete();
    awaitAdvertised("203.0.113.2", 30002);
  }

  @Test
  void aPodWithAMeshLabelIsOneToo() {
    put(service(30001));
    put(node("203.0.113.1"));
    put(
        pod(
            Map.of("app", "gate", "kuma.io/mesh", "default"),
            Map.of("kuma.io/ingress", "enabled")));
    awaitAdvertised("203.0.113.1", 30001);
  }

  @Test
  void whatTheApiServerCanNotDoNowIsNoFaultOfThePod() {
    refuseOnce(500, "etcdserver: request timed out");
    put(service(30001));
    put(node("203.0.113.1"));
    put(pod(Map.of("app", "gate"), Map.of("kuma.io/ingress", "enabled")));
    awaitAdvertised("203.0.113.1", 30001);
    assertThat(events.texts()).noneMatch(text -> text.startsWith("Warning"));
  }

  @Test
  void aDenialIsToldOnThePod() {
    refuseOnce(403, "admission webhook \"a.b\" denied the request: not here");
    put(service(30001));
    put(node("203.0.113.1"));
    put(pod(Map.of("app", "gate"), Map.of("kuma.io/ingress", "enabled")));
    awaitAdvertised("203.0.113.1", 30001);
    assertThat(events.texts())
        .filteredOn(text -> text.startsWith("Warning"))
        .singleElement()
        .asString()
        .endsWith("denied the request: not here");
  }

  private void refuseOnce(int code, String why) {
    server
        .expect()
        .post()
        .withPath("/apis/kuma.io/v1alpha1/namespaces/kuma-system/zoneingresses")
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(why).build())
        .once();
  }

  @Test
  void withoutZoneProxiesTheirObjectsAreNotWatched() {
    put(service(30001));
    put(pod(Map.of("app", "gate"), Map.of()));
    await().until(() -> caches.hasSynced() && proxies.hasSynced() && !proxies.pods().isEmpty());
    assertThat(proxies.ingressInformer().hasSynced()).isFalse();
    assertThat(ingress()).isNull();
  }

  private void awaitAdvertised(String address, long port) {
    await()
        .untilAsserted(() -> {
          ZoneIngress found = ingress();
          assertThat(found).isNotNull();
          var networking =
              Objects.requireNonNull(Objects.requireNonNull(found).getSpec().networking());
          assertThat(networking.advertisedAddress()).isEqualTo(address);
          assertThat(networking.advertisedPort()).isEqualTo(port);
        });
  }

  private @Nullable ZoneIngress ingress() {
    return client.resources(ZoneIngress.class).inNamespace(SYSTEM).withName("gate").get();
  }

  private void put(HasMetadata object) {
    client.resource(object).createOr(op -> op.update());
  }

  private static HasMetadata pod(Map<String, String> labels, Map<String, String> annotations) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(SYSTEM)
        .withName("gate")
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("ingress")
        .addNewPort()
        .withContainerPort(10001)
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPodIP("10.4.0.7")
        .endStatus()
        .build();
  }

  private static HasMetadata service(int nodePort) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(SYSTEM)
        .withName("gate")
        .endMetadata()
        .withNewSpec()
        .withType("NodePort")
        .withSelector(Map.of("app", "gate"))
        .addNewPort()
        .withPort(10001)
        .withNodePort(nodePort)
        .endPort()
        .endSpec()
        .build();
  }

  private static HasMetadata node(String address) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("worker")
        .endMetadata()
        .withNewStatus()
        .addNewAddress("192.0.2.1", "InternalIP")
        .addNewAddress(address, "ExternalIP")
        .endStatus()
        .build();
  }
}
