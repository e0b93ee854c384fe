package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The numbers of a mesh. */
@ExtendWith(LocalCluster.class)
class InsightIT {
  private final Cluster cluster;

  InsightIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void followTheDataplanesOfTheMesh(TestNamespace namespace) throws Exception {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      // Given
      mesh.mode("Disabled");
      await().until(() -> dataplanes(namespace).equals("0/0"));
      assertThat(get(namespace, "serviceinsight", "all-services-" + mesh.name(), "{.mesh}"))
          .isEqualTo(mesh.name());
      // When
      namespace.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
          """);
      namespace.create(Pods.plain("web"));
      // Then nothing is connected yet
      await().until(() -> dataplanes(namespace).equals("0/1"));
      String tag = "web_%s_svc_80".formatted(namespace.name());
      await()
          .until(() ->
              get(
                      namespace,
                      "serviceinsight",
                      "all-services-" + mesh.name(),
                      "{.spec.services.%s.status}".formatted(tag))
                  .equals("offline"));
      assertThat(namespace.kubectl("", "get", "meshinsight", mesh.name()).orThrow())
          .containsPattern("ONLINE\\s+TOTAL\\s+SERVICES")
          .containsPattern("\\s0\\s+1\\s+1\\n");
      // When it connects
      namespace
          .unchecked(
              """
              apiVersion: kuma.io/v1alpha1
              kind: DataplaneInsight
              mesh: %s
              metadata: {name: web}
              status: {subscriptions: [{connectTime: "2024-05-01T09:00:00Z"}]}
              """
                  .formatted(mesh.name()),
              "create",
              "-f",
              "-")
          .orThrow();
      await().until(() -> dataplanes(namespace).equals("1/1"));
      // When the operator starts anew
      String version = get(namespace, "meshinsight", mesh.name(), "{.metadata.resourceVersion}");
      cluster.stopOperator();
      cluster.startOperator();
      Thread.sleep(Duration.ofSeconds(3));
      // Then nothing is written
      assertThat(get(namespace, "meshinsight", mesh.name(), "{.metadata.resourceVersion}"))
          .isEqualTo(version);
      // When somebody deletes it
      namespace.unchecked("", "delete", "meshinsight", mesh.name()).orThrow();
      await().until(() -> dataplanes(namespace).equals("1/1"));
    }
  }

  private static String dataplanes(TestNamespace namespace) {
    return get(
        namespace,
        "meshinsight",
        namespace.name(),
        "{.spec.dataplanes.online}/{.spec.dataplanes.total}");
  }

  /** Empty if there is no such object. */
  private static String get(TestNamespace namespace, String kind, String name, String path) {
    return namespace
        .kubectl("", "get", kind, name, "--ignore-not-found", "-o", "jsonpath=" + path)
        .orThrow();
  }
}
