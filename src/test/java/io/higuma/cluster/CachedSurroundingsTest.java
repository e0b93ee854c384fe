package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class CachedSurroundingsTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @Test
  void answersInOneOrderFromMemory() throws Exception {
    // Given
    create(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build());
    for (String name : new String[] {"c", "a", "b"}) {
      create(
          new ServiceBuilder()
              .withNewMetadata()
              .withName(name)
              .withNamespace("shop")
              .endMetadata()
              .withNewSpec()
              .endSpec()
              .build());
      create(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build());
      create(dataplane(name, "shop", "default"));
      create(dataplane(name, "another", name.equals("c") ? "other" : "default"));
    }
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    create(mesh);
    create(
        new ReplicaSetBuilder()
            .withNewMetadata()
            .withName("rs")
            .withNamespace("shop")
            .endMetadata()
            .build());
    try (var caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE)) {
      caches.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
      // When
      var surroundings =
          new CachedSurroundings(
              caches, new ZoneProxyCaches(client, "kuma-system"), new OwnerReads(client));
      // Then
      assertThat(surroundings.namespace("shop")).isPresent();
      assertThat(surroundings.namespace("none")).isEmpty();
      assertThat(surroundings.services("shop")).map(this::name).containsExactly("a", "b", "c");
      assertThat(surroundings.services("another")).isEmpty();
      assertThat(surroundings.service("shop", "b")).isPresent();
      assertThat(surroundings.nodes()).map(this::name).containsExactly("a", "b", "c");
      assertThat(surroundings.node("a")).isPresent();
      assertThat(surroundings.mesh("default")).isPresent();
      assertThat(surroundings.dataplane("shop", "a")).isPresent();
      assertThat(surroundings.dataplanes("default"))
          .map(found -> found.getMetadata().getNamespace() + "/" + name(found))
          .containsExactly("another/a", "another/b", "shop/a", "shop/b", "shop/c");
      assertThat(surroundings.endpointSlices("shop", "a")).isEmpty();
      assertThat(surroundings.replicaSet("shop", "rs")).isPresent();
      assertThat(surroundings.job("shop", "none")).isEmpty();
      assertThat(surroundings.zoneIngress("shop", "a")).isEmpty();
      assertThat(surroundings.zoneEgress("shop", "a")).isEmpty();
    }
  }

  private void create(HasMetadata object) {
    client.resource(object).create();
  }

  private String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static Dataplane dataplane(String name, String namespace, String mesh) {
    var dataplane = new Dataplane();
    dataplane.setMesh(mesh);
    dataplane.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    return dataplane;
  }
}
