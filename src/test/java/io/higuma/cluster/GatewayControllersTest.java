package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.certs.TrustedAuthority;
import io.higuma.inject.GatewayContainer;
import io.higuma.resource.ResourceKind;
import io.higuma.service.GatewayObjects;
import io.higuma.service.GatewayReconciler;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a builtin gateway follows, with watches of a server that does nothing by itself. */
@EnableKubernetesMockClient(crud = true)
class GatewayControllersTest {
  private static final String INSTANCE =
      """
      apiVersion: kuma.io/v1alpha1
      kind: MeshGatewayInstance
      metadata: {namespace: shop, name: door, uid: u-1}
      spec: {serviceType: ClusterIP}
      """;

  private final TrustedAuthority authority = TrustedAuthority.ofTheServingCertificate();

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ClusterCaches cluster;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ServiceCaches services;

  @SuppressWarnings("NullAway.Init") // set before each test
  private GatewayCaches gateways;

  @SuppressWarnings("NullAway.Init") // set before each test
  private GatewayControllers controllers;

  @BeforeEach
  void start() {
    cluster =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    services = new ServiceCaches(client, "kuma-system");
    gateways = new GatewayCaches(client);
    controllers = new GatewayControllers(gateways);
    var cached = new CachedGateways(cluster, services, gateways);
    controllers.gateways(
        new GatewayReconciler(
            cached,
            new GatewayObjects(new GatewayContainer(Configs.defaults(), authority::pem)),
            InstantSource.system(),
            new ApiWrites(client),
            new RecordedEvents()),
        cached,
        authority);
    cluster.start();
    services.start();
    controllers.start();
  }

  @AfterEach
  void stop() {
    controllers.close();
    gateways.close();
    services.close();
    cluster.close();
  }

  @Test
  void followsWhatItIsMadeFrom() {
    // Given
    put(read(INSTANCE));
    put(gateway("front", "default", 80));
    await().until(() -> gateways.deploymentInformer().hasSynced());
    assertThat(ports()).as("before there is an authority").isEmpty();
    // When there is one
    authority.renew("one");
    await().until(() -> ports().equals(List.of(80)));
    await().until(() -> authorityOfPods().equals("one"));
    // When somebody deletes them
    client.services().inNamespace("shop").withName("door").delete();
    client.apps().deployments().inNamespace("shop").withName("door").delete();
    await().until(() -> ports().equals(List.of(80)) && authorityOfPods().equals("one"));
  }

  @Test
  void isMadeWhenItsNamespaceJoinsTheMesh() {
    // Given
    authority.renew("one");
    put(read(INSTANCE));
    put(gateway("other", "trade", 82));
    put(namespace(Map.of("team", "a")));
    await().until(() -> gateways.deploymentInformer().hasSynced());
    assertThat(ports()).isEmpty();
    // When
    put(namespace(Map.of("kuma.io/mesh", "trade")));
    await().until(() -> ports().equals(List.of(82)));
  }

  private static HasMetadata namespace(Map<String, String> labels) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName("shop")
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  @Test
  void withoutInstancesDeploymentsAreNotWatched() {
    authority.renew("one");
    put(gateway("front", "default", 80));
    await()
        .until(() ->
            cluster.hasSynced()
                && services.haveRead(List.of(ResourceKind.MESH_GATEWAY))
                && gateways.hasSynced());
    assertThat(gateways.deploymentInformer().hasSynced()).isFalse();
    assertThat(ports()).isEmpty();
  }

  @Test
  void onlyDeploymentsOfOursAreHeld() {
    put(
        read(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {namespace: shop, name: else}
            """));
    put(read(INSTANCE));
    put(gateway("front", "default", 80));
    authority.renew("one");
    await().until(() -> !gateways.deploymentInformer().getIndexer().listKeys().isEmpty());
    assertThat(gateways.deploymentInformer().getIndexer().listKeys()).containsExactly("shop/door");
  }

  private List<Integer> ports() {
    var service = client.services().inNamespace("shop").withName("door").get();
    return service == null
        ? List.of()
        : service.getSpec().getPorts().stream().map(port -> port.getPort()).toList();
  }

  private String authorityOfPods() {
    Deployment found = client.apps().deployments().inNamespace("shop").withName("door").get();
    return found == null
        ? ""
        : found.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
            .filter(one -> one.getName().equals("KUMA_CONTROL_PLANE_CA_CERT"))
            .map(one -> one.getValue())
            .findFirst()
            .orElse("");
  }

  private static HasMetadata gateway(String name, String mesh, int port) {
    return read(
        """
        apiVersion: kuma.io/v1alpha1
        kind: MeshGateway
        mesh: %s
        metadata: {name: %s}
        spec: {selectors: [{match: {kuma.io/service: door_shop_svc}}], conf: {listeners: [{port: %d}]}}
        """
            .formatted(mesh, name, port));
  }

  private static HasMetadata read(String yaml) {
    return Serialization.unmarshal(yaml);
  }

  private void put(HasMetadata object) {
    if (object instanceof GenericKubernetesResource generic) {
      ResourceKind kind = ResourceKind.of(generic.getKind()).orElseThrow();
      var all = client.genericKubernetesResources(Informers.definition(kind));
      (kind.scope() == ResourceKind.Scope.NAMESPACE
              ? all.inNamespace("shop").resource(generic)
              : all.resource(generic))
          .createOr(op -> op.update());
    } else {
      client.resource(object).createOr(op -> op.update());
    }
  }
}
