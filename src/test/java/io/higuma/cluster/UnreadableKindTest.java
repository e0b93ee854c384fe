package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.MeshServices;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.ResourceKind;
import io.higuma.service.InsightReconciler;
import io.higuma.service.MeshServicePlanner;
import io.higuma.service.MeshServiceReconciler;
import io.higuma.service.MeshServiceSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens when a right or a CRD is missing. */
@EnableKubernetesMockClient(crud = true)
class UnreadableKindTest {
  private static final String GATEWAYS = "/apis/kuma.io/v1alpha1/meshgateways";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  @Test
  void stopsOnlyThoseThatReadIt() {
    // Given
    for (String query : List.of("", "?resourceVersion=0")) {
      server.expect().get().withPath(GATEWAYS + query).andReturn(403, "not yours").always();
    }
    makeService();
    try (var caches =
            new ClusterCaches(
                client,
                "kuma-system",
                ClusterCaches.ConfigMaps.NONE,
                ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
        var services = new ServiceCaches(client, "kuma-system");
        var controllers = new Controllers(caches, services)) {
      var surroundings =
          new CachedServiceSurroundings(
              caches,
              services,
              new CachedOffers(caches),
              new CachedIdentities(caches, new ProxyCaches(client, "kuma-system"), "east"),
              "kuma-system");
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
      // When
      controllers.start();
      caches.start();
      // Then
      await()
          .until(() ->
              client.resources(MeshService.class).inNamespace("shop").withName("web").get()
                  != null);
      await().until(() -> services.pending().equals(List.of("MeshGateway")));
      assertThat(
              client
                  .genericKubernetesResources(Informers.definition(ResourceKind.MESH_INSIGHT))
                  .withName("default")
                  .get())
          .isNull();
    }
  }

  private void makeService() {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .withLabels(Map.of("kuma.io/sidecar-injection", "enabled"))
                .endMetadata()
                .build())
        .create();
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    mesh.setSpec(
        new MeshSpec(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            new MeshServices(MeshServicesMode.Everywhere)));
    client.resource(mesh).create();
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.0.0.7")
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build())
        .create();
  }
}
