package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.metadata.Annotations;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class MeshViewsTest {
  private static final List<String> TOLD = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // set by the extension
  private static KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // before all
  private static MeshViews views;

  @SuppressWarnings("NullAway.Init") // before all
  private static ClusterCaches cluster;

  @SuppressWarnings("NullAway.Init") // before all
  private static ServiceCaches services;

  @SuppressWarnings("NullAway.Init") // before all
  private static ProxyCaches proxies;

  @BeforeAll
  static void follow() {
    cluster =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    services = new ServiceCaches(client, "kuma-system");
    proxies = new ProxyCaches(client, "kuma-system");
    views = new MeshViews(cluster, services, proxies, "kuma-system");
    views.whenChanged(TOLD::add);
    services.whenRead(views::attach);
    cluster.start();
    cluster.allRead().thenRun(views::attach);
    services.start();
    proxies.start(views::attach);
    apply("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}");
    apply("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: other}}");
    await().until(() -> views.view("other").isPresent() && views.view("default").isPresent());
    await().until(views::isComplete);
  }

  @AfterAll
  static void end() {
    proxies.close();
    services.close();
    cluster.close();
  }

  @Test
  void aDataplaneIsInTheViewOfItsMeshAlone() {
    String yaml =
        "{apiVersion: kuma.io/v1alpha1, kind: Dataplane, mesh: %s, metadata: {name: web, namespace: shop, labels: {app: web},"
            + " annotations: {kuma.io/workload: front}}, spec: {networking: {address: 10.1.0.1}}}";
    apply(yaml.formatted("default"));
    MeshView view = view("default", mesh -> !mesh.dataplanes().isEmpty());
    DataplaneView dataplane = view.dataplanes().getFirst();
    assertThat(dataplane.name()).isEqualTo("web.shop");
    assertThat(dataplane.address()).isEqualTo("10.1.0.1");
    assertThat(dataplane.labels())
        .containsEntry("app", "web")
        .containsEntry("kuma.io/workload", "front")
        .containsEntry("k8s.kuma.io/namespace", "shop")
        .containsEntry("kuma.io/mesh", "default");
    assertThat(views.view("other").orElseThrow().dataplanes()).isEmpty();
    // When it moves
    of(yaml.formatted("other")).update();
    view("other", mesh -> !mesh.dataplanes().isEmpty());
    assertThat(views.view("default").orElseThrow().dataplanes()).isEmpty();
    of(yaml.formatted("other")).delete();
    view("other", mesh -> mesh.dataplanes().isEmpty());
  }

  @Test
  void policiesServicesAndOlderKindsAreThereWithTheirMesh() {
    apply(
        "{apiVersion: kuma.io/v1alpha1, kind: MeshTimeout, metadata: {name: all, namespace: shop, labels: {kuma.io/mesh: other}},"
            + " spec: {targetRef: {kind: Mesh}}}");
    apply(
        "{apiVersion: kuma.io/v1alpha1, kind: MeshService, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}");
    apply(
        "{apiVersion: kuma.io/v1alpha1, kind: TrafficPermission, mesh: other, metadata: {name: all}, spec: {sources: []}}");
    apply(
        "{apiVersion: kuma.io/v1alpha1, kind: MeshTrust, metadata: {name: own, namespace: kuma-system, labels: {kuma.io/mesh: other}},"
            + " spec: {trustDomain: a}}");
    MeshView other =
        view("other", mesh -> mesh.policies().size() == 1 && mesh.others().size() >= 2);
    MeshObject timeout = other.policies().getFirst();
    assertThat(timeout.name()).isEqualTo("all.shop");
    assertThat(timeout.displayName()).isEqualTo("all");
    assertThat(timeout.spec().at("/targetRef/kind").asText()).isEqualTo("Mesh");
    assertThat(other.others())
        .extracting(MeshObject::kind)
        .contains(ResourceKind.TRAFFIC_PERMISSION, ResourceKind.MESH_TRUST);
    MeshObject service = view("default", mesh -> !mesh.services().isEmpty()).services().getFirst();
    assertThat(service.spec().at("/ports/0/port").asInt()).isEqualTo(80);
    assertThat(service.labels()).containsEntry(Annotations.DISPLAY_NAME.name(), "web");
    assertThat(views.policiesOf("other"))
        .isEqualTo(Map.of(ResourceKind.MESH_TIMEOUT, 1, ResourceKind.TRAFFIC_PERMISSION, 1));
  }

  /** It changes with each proxy that comes: nobody's configuration is to be made anew. */
  @Test
  void theStatusOfAPolicyIsNoNews() {
    String policy =
        "{apiVersion: kuma.io/v1alpha1, kind: MeshRetry, metadata: {name: own, namespace: shop, labels: {kuma.io/mesh: unmoved}}, spec: {to: []}%s}";
    apply("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: unmoved}}");
    apply(policy.formatted(""));
    MeshView before = view("unmoved", mesh -> mesh.policies().size() == 1);
    of(policy.formatted(", status: {proxies: {matched: 3}}")).update();
    // What comes after it has been told when this has been.
    apply(
        "{apiVersion: kuma.io/v1alpha1, kind: MeshRetry, metadata: {name: last, namespace: shop, labels: {kuma.io/mesh: default}}, spec: {}}");
    await().until(() -> views.policiesOf("default").containsKey(ResourceKind.MESH_RETRY));
    assertThat(views.view("unmoved")).containsSame(before);
  }

  @Test
  void aZoneIngressIsInTheViewOfEachMesh() {
    apply(
        "{apiVersion: kuma.io/v1alpha1, kind: ZoneIngress, metadata: {name: east, namespace: kuma-system}, spec: {zone: east}}");
    view("default", mesh -> mesh.others(ResourceKind.ZONE_INGRESS).count() == 1);
    view("other", mesh -> mesh.others(ResourceKind.ZONE_INGRESS).count() == 1);
  }

  @Test
  void addressesOfTagsComeFromTheConfigMap() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("kuma-default-dns-vips")
                .withNamespace("kuma-system")
                .endMetadata()
                .addToData(
                    "config",
                    "{\"0:web\": {\"address\": \"240.0.0.1\"}, \"2:host\": {\"address\": \"240.0.0.2\"}}")
                .build())
        .create();
    assertThat(view("default", mesh -> !mesh.vips().isEmpty()).vips())
        .containsExactly(Map.entry("web", "240.0.0.1"));
  }

  @Test
  void whatTheMeshDoesNotSeeIsNoNews() {
    apply("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: quiet}}");
    MeshView before = view("quiet", mesh -> true);
    TOLD.clear();
    Mesh mesh = client.resources(Mesh.class).withName("quiet").require();
    mesh.getMetadata().setAnnotations(Map.of("seen", "no"));
    client.resource(mesh).update();
    await()
        .until(() ->
            cluster.mesh("quiet").orElseThrow().getMetadata().getAnnotations() != null
                && cluster
                    .mesh("quiet")
                    .orElseThrow()
                    .getMetadata()
                    .getAnnotations()
                    .containsKey("seen"));
    await().during(Duration.ofMillis(100)).until(() -> !TOLD.contains("quiet"));
    assertThat(views.view("quiet").orElseThrow()).isSameAs(before);
  }

  private static MeshView view(String mesh, Predicate<MeshView> wanted) {
    await().until(() -> views.view(mesh).filter(wanted).isPresent());
    assertThat(TOLD).contains(mesh);
    return views.view(mesh).orElseThrow();
  }

  private static void apply(String yaml) {
    of(yaml).create();
  }

  private static Resource<GenericKubernetesResource> of(String yaml) {
    var object = Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class);
    ResourceKind kind = ResourceKind.of(object.getKind()).orElseThrow();
    return client.genericKubernetesResources(Informers.definition(kind)).resource(object);
  }
}
