package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.higuma.api.v1alpha1.MeshService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services become MeshServices. */
@ExtendWith(LocalCluster.class)
class MeshServiceIT {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web, labels: {team: checkout}}
      spec:
        selector: {app: web}
        ports: [{name: http, port: 80, targetPort: 8080, appProtocol: http}]
      """;

  private final Cluster cluster;

  MeshServiceIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void followsItsServiceMeshAndNamespace(TestNamespace namespace) {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      // Given
      namespace.apply(SERVICE);
      MeshService made = awaitOne(namespace, "web");
      assertThat(made.getStatus().vips())
          .extracting("ip")
          .containsExactly(
              namespace
                  .client()
                  .services()
                  .inNamespace(namespace.name())
                  .withName("web")
                  .require()
                  .getSpec()
                  .getClusterIP());
      assertThat(made.getMetadata().getLabels())
          .containsEntry("team", "checkout")
          .containsEntry("kuma.io/mesh", mesh.name());
      await()
          .untilAsserted(() ->
              assertThat(namespace.events("web"))
                  .filteredOn(event -> event.getReason().equals("CreatedMeshService"))
                  .extracting(Event::getMessage, event -> event.getSource().getComponent())
                  .containsExactly(
                      tuple(
                          "Created Kuma MeshService: web", "k8s.kuma.io/mesh-service-generator")));
      // When the Service changes
      namespace.apply(SERVICE.replace("port: 80,", "port: 8000,"));
      await()
          .until(() ->
              meshService(namespace, "web").require().getSpec().ports().getFirst().port() == 8000);
      // When somebody spoils it
      meshService(namespace, "web")
          .edit(found -> {
            found.getMetadata().getLabels().put("team", "other");
            return found;
          });
      await().until(() -> "checkout".equals(label(namespace, "web", "team")));
      meshService(namespace, "web").delete();
      awaitOne(namespace, "web");
      // When the mesh wants none
      mesh.mode("Disabled");
      awaitNone(namespace, "web");
      mesh.mode("Everywhere");
      awaitOne(namespace, "web");
      // When the namespace leaves
      namespace.kubectl("", "label", "ns", namespace.name(), TestNamespace.INJECTION + "-");
      awaitNone(namespace, "web");
      namespace.kubectl("", "label", "ns", namespace.name(), TestNamespace.INJECTION + "=enabled");
      awaitOne(namespace, "web");
      // When the Service goes
      namespace.kubectl("", "delete", "service", "web").orThrow();
      awaitNone(namespace, "web");
    }
  }

  @Test
  void eachPodOfAHeadlessServiceHasOne(TestNamespace namespace) {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      // Given
      namespace.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: db}
          spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: {name: db}
          spec:
            replicas: 2
            serviceName: db
            podManagementPolicy: Parallel
            selector: {matchLabels: {app: db}}
            template:
              metadata: {labels: {app: db}}
              spec: {containers: [{name: db, image: "registry.example/db:1"}]}
          """);
      // Then
      await().until(() -> meshServices(namespace).size() == 2);
      assertThat(meshServices(namespace))
          .allSatisfy(made -> {
            String pod =
                Objects.requireNonNull(
                    made.getMetadata().getLabels().get("statefulset.kubernetes.io/pod-name"));
            assertThat(made.getMetadata().getName()).startsWith(pod + "-");
            assertThat(made.getMetadata().getLabels())
                .containsEntry("k8s.kuma.io/is-headless-service", "true")
                .containsEntry("kuma.io/mesh", mesh.name());
            assertThat(made.getStatus().vips())
                .extracting("ip")
                .containsExactly(namespace.pod(pod).require().getStatus().getPodIP());
          });
      // When one pod goes
      namespace.kubectl("", "scale", "statefulset", "db", "--replicas=1").orThrow();
      await().until(() -> meshServices(namespace).size() == 1);
      // When the Service goes, and its pod stays
      namespace.kubectl("", "delete", "service", "db").orThrow();
      await().until(() -> meshServices(namespace).isEmpty());
    }
  }

  @Test
  void aRestartWritesNothing(TestNamespace namespace) throws Exception {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      // Given
      namespace.apply(SERVICE);
      namespace.create(Pods.labelled("web", Map.of("app", "web")));
      namespace.awaitReadyPod("web");
      namespace.awaitDataplane("web");
      awaitOne(namespace, "web");
      Thread.sleep(Duration.ofSeconds(2));
      Map<String, String> before = versions(namespace);
      // When
      cluster.stopOperator();
      cluster.startOperator();
      Thread.sleep(Duration.ofSeconds(3));
      // Then
      assertThat(versions(namespace)).isEqualTo(before);
      assertThat(mesh.name()).isNotEmpty();
    }
  }

  private static Map<String, String> versions(TestNamespace namespace) {
    var versions = new TreeMap<String, String>();
    for (String kind : List.of("meshservices", "workloads", "services", "dataplanes")) {
      namespace
          .kubectl(
              "",
              "get",
              kind,
              "-o",
              "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{\"\\n\"}{end}")
          .orThrow()
          .lines()
          .forEach(line -> {
            int equals = line.indexOf('=');
            versions.put(line.substring(0, equals), line.substring(equals + 1));
          });
    }
    return versions;
  }

  private static Resource<MeshService> meshService(TestNamespace namespace, String name) {
    return namespace
        .client()
        .resources(MeshService.class)
        .inNamespace(namespace.name())
        .withName(name);
  }

  private static List<MeshService> meshServices(TestNamespace namespace) {
    return namespace
        .client()
        .resources(MeshService.class)
        .inNamespace(namespace.name())
        .list()
        .getItems();
  }

  private static MeshService awaitOne(TestNamespace namespace, String name) {
    return await().until(() -> meshService(namespace, name).get(), found -> found != null);
  }

  private static void awaitNone(TestNamespace namespace, String name) {
    await().until(() -> meshService(namespace, name).get() == null);
  }

  private static @Nullable String label(TestNamespace namespace, String name, String label) {
    HasMetadata object = meshService(namespace, name).get();
    return object == null ? null : object.getMetadata().getLabels().get(label);
  }
}
