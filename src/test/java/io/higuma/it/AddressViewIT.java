package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.higuma.api.v1alpha1.Mesh;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The names of a mesh and their addresses are kept in a ConfigMap. */
@ExtendWith(LocalCluster.class)
class AddressViewIT {
  private final Cluster cluster;

  AddressViewIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void followsDataplanesAndOutlivesARestart(TestNamespace namespace) throws Exception {
    try (var mesh = mesh(namespace)) {
      // Given
      assertThat(view(namespace)).isNull();
      namespace.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
          """);
      String clusterIp =
          namespace
              .client()
              .services()
              .inNamespace(namespace.name())
              .withName("web")
              .require()
              .getSpec()
              .getClusterIP();
      // When
      namespace.create(Pods.labelled("web", Map.of("app", "web")));
      // Then
      String tag = "web_%s_svc_80".formatted(namespace.name());
      await().until(() -> payload(namespace).contains("\"0:" + tag + "\":{\"address\":\"24"));
      await().until(() -> payload(namespace).contains("\"1:%s\"".formatted(clusterIp)));
      assertThat(Objects.requireNonNull(view(namespace)).getMetadata().getOwnerReferences())
          .extracting(OwnerReference::getKind, OwnerReference::getName)
          .containsExactly(tuple("Mesh", mesh.name()));
      // When the operator starts anew
      ConfigMap before = Objects.requireNonNull(view(namespace));
      cluster.stopOperator();
      cluster.startOperator();
      Thread.sleep(Duration.ofSeconds(3));
      // Then nothing is written
      assertThat(Objects.requireNonNull(view(namespace)).getMetadata().getResourceVersion())
          .isEqualTo(before.getMetadata().getResourceVersion());
      // When somebody spoils it
      String address =
          payload(namespace).replaceAll(".*\"0:web[^\"]*\":\\{\"address\":\"([^\"]+)\".*", "$1");
      namespace.client().resource(before).delete();
      await().until(() -> payload(namespace).contains(address));
      // When the pod goes
      namespace.kubectl("", "delete", "pod", "web", "--grace-period=0", "--force").orThrow();
      await().until(() -> payload(namespace).equals("{}"));
    }
  }

  private static ExclusiveMesh mesh(TestNamespace namespace) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName(namespace.name()).build());
    namespace.client().resource(mesh).create();
    namespace.labelled(
        Map.of(TestNamespace.INJECTION, "enabled", "kuma.io/mesh", namespace.name()));
    return new ExclusiveMesh(namespace.client(), namespace.name());
  }

  private static @Nullable ConfigMap view(TestNamespace namespace) {
    return namespace
        .client()
        .configMaps()
        .inNamespace("kuma-system")
        .withName("kuma-%s-dns-vips".formatted(namespace.name()))
        .get();
  }

  private static String payload(TestNamespace namespace) {
    ConfigMap view = view(namespace);
    return view == null ? "" : view.getData().getOrDefault("config", "");
  }
}
